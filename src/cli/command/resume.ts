import { ablateReport } from "../report/ablate.ts";
import { compareReport } from "../report/compare.ts";
import { fitReport } from "../report/fit.ts";
import { learningCurveReport } from "../report/learningCurve.ts";
import type { Style } from "../report/lines.ts";
import { sweepReport } from "../report/sweep.ts";
import { tuneReport } from "../report/tune.ts";
import type { Jobs } from "../jobs.ts";
import { given } from "./data.ts";
import type { CommandDefinition } from "./define.ts";
import { printJob } from "./job.ts";

/** The report of whatever job was gone on with, which is known by what only its result has. */
function reportOf(result: Awaited<ReturnType<Jobs["resume"]>>, style: Style): readonly string[] {
  if ("trials" in result) return tuneReport(result, style);
  if ("strengths" in result) return sweepReport(result, style);
  if ("sizes" in result) return learningCurveReport(result, style);
  if ("parts" in result) return ablateReport(result, style);
  return "recipes" in result ? compareReport(result, style) : fitReport(result, style);
}

export const resume: CommandDefinition = {
  name: "resume",
  summary: "go on with a run that was stopped or killed, to the same result",
  args: [{ name: "RUN", doc: "the folder of the run", required: true, example: "runs/churn-7f3a" }],
  settings: "resume",
  examples: ["regularize resume runs/churn-7f3a"],
  run: async (context) => {
    const { io, jobs, values, args } = context;
    // One path, whatever commas it has.
    const data = values.data.length === 0 ? undefined : values.data.join(",");
    const options = { run: args[0]!, ...given({ data }), signal: io.signal };
    await printJob(context, (onEvent) => jobs.resume(options, onEvent), reportOf);
  },
};
