import { compare } from "../compare.ts";
import { refuseOther } from "../goingOn.ts";
import { learningCurve } from "../learningCurve/learningCurve.ts";
import type { LearningCurveEvent, LearningCurveOptions, LearningCurveResult } from "../learningCurve/types.ts";
import { ablate } from "../receipt/ablate.ts";
import type { AblateEvent, AblateOptions, AblateResult } from "../receipt/types.ts";
import type { ResumeOptions } from "../resume.ts";
import { sweep } from "../sweep/sweep.ts";
import type { SweepEvent, SweepOptions, SweepResult } from "../sweep/types.ts";
import type { CompareEvent, CompareOptions, CompareResult } from "../types.ts";
import { readTrialsJob } from "./job.ts";
import type { GoingOn } from "./session.ts";

export { isTrials } from "./job.ts";

export type TrialsResult = CompareResult | SweepResult | LearningCurveResult | AblateResult;
export type TrialsEvent = CompareEvent | SweepEvent | LearningCurveEvent | AblateEvent;

/**
 * Goes on with a comparison, a sweep, a learning curve or an ablation that was stopped or killed, to the result that it would have had. Trials
 * that are finished are not trained again. Throws E133 when the folder is no such run, E604 when another process works on it, E845 when
 * `job.json`, E846 when the data has changed.
 */
export async function resumeTrials(
  { run, signal, ...moved }: ResumeOptions,
  onEvent: (event: TrialsEvent) => void = () => {},
  given: Pick<GoingOn, "queue"> = {},
): Promise<TrialsResult> {
  const job = await readTrialsJob(run);
  const data = moved.data ?? job.options.data;
  const options = { ...job.options, data, ...(signal === undefined ? {} : { signal }) };
  await refuseOther(options, job);
  const goingOn: GoingOn = { ...given, again: { ...job, run } };
  switch (job.kind) {
    case "compare":
      return compare(options as CompareOptions, onEvent, goingOn);
    case "sweep":
      return sweep(options as unknown as SweepOptions, onEvent, goingOn);
    case "learning-curve":
      return learningCurve(options as LearningCurveOptions, onEvent, goingOn);
    case "ablate":
      return ablate(options as unknown as AblateOptions, onEvent, goingOn);
  }
}
