import { fitReport } from "../report/fit.ts";
import { tuneReport } from "../report/tune.ts";
import { given } from "./data.ts";
import type { CommandDefinition } from "./define.ts";
import { printJob } from "./job.ts";

export const resume: CommandDefinition = {
  name: "resume",
  summary: "go on with a fit or a search that was stopped or killed, to the same result",
  args: [{ name: "RUN", doc: "the folder of the run", required: true, example: "runs/churn-7f3a" }],
  settings: "resume",
  examples: ["regularize resume runs/churn-7f3a"],
  run: async (context) => {
    const { io, jobs, values, args } = context;
    // One path, whatever commas it has.
    const data = values.data.length === 0 ? undefined : values.data.join(",");
    const options = { run: args[0]!, ...given({ data }), signal: io.signal };
    await printJob(
      context,
      (onEvent) => jobs.resume(options, onEvent),
      (result, style) => ("trials" in result ? tuneReport(result, style) : fitReport(result, style)),
    );
  },
};
