import { fitReport } from "../report/fit.ts";
import { given } from "./data.ts";
import type { CommandDefinition } from "./define.ts";
import { printJob } from "./job.ts";

export const resume: CommandDefinition = {
  name: "resume",
  summary: "go on with a fit that was stopped or killed, to the same weights",
  args: [{ name: "RUN", doc: "the folder of the run", required: true, example: "runs/churn-7f3a" }],
  settings: "resume",
  examples: ["regularize resume runs/churn-7f3a"],
  run: async (context) => {
    const { io, jobs, values, args } = context;
    const options = { run: args[0]!, ...given({ data: values.data }), signal: io.signal };
    await printJob(context, (onEvent) => jobs.resume(options, onEvent), fitReport);
  },
};
