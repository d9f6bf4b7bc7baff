import { diagnoseReport } from "../report/diagnose.ts";
import { printEvent, printLines } from "../print.ts";
import { given } from "./data.ts";
import { type CommandDefinition, type Context, outStyle } from "./define.ts";

/** What is required is read before anything else, and judged after the result is printed. */
async function run(context: Context): Promise<void> {
  const { io, mode, jobs, values, args, sources } = context;
  const { checkRequirements, demand, parseRequirements } = await import("../../decide/diagnose/require.ts");
  const wanted = values.require === undefined ? [] : parseRequirements(values.require);
  const metric = sources.metric === "default" ? undefined : values.metric;
  const result = await jobs.diagnose({ path: args[0]!, ...given({ metric }), signal: io.signal });
  if (mode.json) printEvent(io, result);
  else printLines(io.stdout, diagnoseReport(result, outStyle(context)));
  demand(checkRequirements(wanted, result.diagnosis.values), args[0]!);
}

export const diagnose: CommandDefinition = {
  name: "diagnose",
  summary: "tell whether a training overfits, whether that matters, and what to change next",
  args: [
    {
      name: "RUN",
      doc: "a run's folder, or the history of Keras or TensorFlow.js (JSON) or Lightning (metrics.csv)",
      required: true,
      example: "runs/churn-7f3a",
    },
  ],
  settings: "diagnose",
  examples: [
    "regularize diagnose runs/churn-7f3a",
    "regularize diagnose history.json --metric accuracy",
    'regularize diagnose runs/churn-7f3a --require "gap<=.05, auc>=.8"',
  ],
  run,
};
