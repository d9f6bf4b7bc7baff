import { join } from "node:path";
import type { Io } from "../io.ts";
import { ablateReport } from "../report/ablate.ts";
import { compareReport } from "../report/compare.ts";
import { fitReport } from "../report/fit.ts";
import { learningCurveReport } from "../report/learningCurve.ts";
import type { Style } from "../report/lines.ts";
import { sweepReport } from "../report/sweep.ts";
import type { Given } from "../report/run.ts";
import { tuneReport } from "../report/tune.ts";
import type { Jobs } from "../jobs.ts";
import { given } from "./data.ts";
import type { CommandDefinition } from "./define.ts";
import { printJob } from "./job.ts";

/** The report of whatever job was gone on with, which is known by what only its result has. */
function reportOf(result: Awaited<ReturnType<Jobs["resume"]>>, style: Style, of: Given): readonly string[] {
  if ("trials" in result) return tuneReport(result, style, of);
  if ("strengths" in result) return sweepReport(result, style, of);
  if ("sizes" in result) return learningCurveReport(result, style, of);
  if ("parts" in result) return ablateReport(result, style, of);
  return "recipes" in result ? compareReport(result, style, of) : fitReport(result, style, of);
}

/** The options of the job in a folder, whose last line is a checksum; what reads them in earnest checks it. */
async function givenTo(run: string, { readText }: Io): Promise<Given> {
  try {
    const text = await readText(join(run, "job.json"));
    const { options } = JSON.parse(text.trimEnd().split("\n").slice(0, -1).join("\n")) as { readonly options?: Given };
    return typeof options?.data === "string" ? options : undefined;
  } catch {
    return undefined;
  }
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
    const of = await givenTo(args[0]!, io);
    await printJob(context, (onEvent) => jobs.resume(options, onEvent), reportOf, of && { ...of, ...given({ data }) });
  },
};
