import type { Metric } from "../../train/metrics/index.ts";
import { type Recorder, recordEvents, startOf } from "../watch/events.ts";
import { notice } from "../notices.ts";
import type { Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import type { Outcome } from "../summarize.ts";
import { runTrials, type TrialsOf } from "../queue/trials.ts";
import type { CompareOptions, DataOptions, NoticeEvent, TrialEvent } from "../types.ts";
import type { TrialsKind } from "./kinds.ts";
import { type GoingOn, openSession, type Session } from "./session.ts";

/** A job of trials, before its folder is made. */
export interface TrialsWork<Result extends object> {
  readonly kind: TrialsKind;
  readonly options: DataOptions & { readonly out?: string; readonly aggregatesOnly?: boolean };
  readonly prepared: Prepared;
  readonly metric: Metric;
  /** False where weights are of no use to the job. */
  readonly state?: boolean;
  /** What is told before the first trial. */
  readonly notices: readonly NoticeEvent[];
  readonly listener: (event: NoticeEvent | TrialEvent | Result) => void;
  readonly goingOn: GoingOn;
}

/** What a job of trials works with. */
export interface Working {
  readonly session: Session;
  readonly events: Recorder;
  /** Everything that was said and belongs to the result; `say` adds to it. */
  readonly notices: readonly NoticeEvent[];
  readonly say: (notice: NoticeEvent) => void;
  readonly tell: (event: TrialEvent) => void;
}

/** A result, and whether repeats were left out for an interrupt: the folder then keeps what it needs to go on. */
export interface Worked<Result> {
  readonly result: Result;
  readonly leftOut: boolean;
}

/**
 * Does a job of trials in a folder that can be gone on with: what was finished before is not trained again, watchers hear of
 * everything, and whatever stops it is explained. Throws as `openSession`, and what `work` throws.
 */
export async function inSession<Result extends object>(
  { kind, options, prepared, metric, state, notices: before, listener, goingOn }: TrialsWork<Result>,
  work: (working: Working) => Promise<Worked<Result>>,
): Promise<Result> {
  const about = { kind, options, metric: metric.name, sha256: prepared.data.hash };
  const session = await openSession({ ...about, ...(state === undefined ? {} : { state }) }, goingOn);
  const events = await recordEvents(session.folder, startOf(kind, options, prepared, metric));
  const onEvent = events.hear(listener);
  const notices: NoticeEvent[] = [];
  const say = (notice: NoticeEvent): void => {
    notices.push(notice);
    onEvent(notice);
  };
  try {
    for (const notice of before) say(notice);
    for (const notice of session.notices) onEvent(notice);
    const { result, leftOut } = await work({ session, events, notices, say, tell: onEvent });
    for (const notice of await session.finish(leftOut)) onEvent(notice);
    onEvent(result);
    return result;
  } catch (error) {
    const explained = session.explain(error);
    events.fail(explained);
    throw explained;
  } finally {
    await events.close();
    await session.close();
  }
}

/** What the trials of recipes gave. */
export interface Trained {
  readonly outcomes: Outcome[];
  readonly finished: number[];
  readonly leftOut: boolean;
}

/** Trains recipes on all repeats, or on as many whole ones as there is time for, and says so. */
export async function trainAll(
  recipes: readonly Recipe[],
  options: CompareOptions,
  { session: { queue, spent }, events, say, tell }: Working,
  of: Pick<TrialsOf, "metric" | "sha256" | "shares">,
): Promise<Trained> {
  const repeats = Array.from({ length: options.seeds ?? 5 }, (_, i) => i);
  events.recipes(recipes);
  const trialsOf = { ...of, queue, spent, onTrial: events.trial };
  const { outcomes, finished } = await runTrials(recipes, repeats, trialsOf, options, tell);
  const isPartial = finished.length < repeats.length;
  const isInterrupted = options.signal?.aborted === true;
  if (isPartial) {
    const why = isInterrupted ? "interrupted" : "the budget was spent";
    const message = `stopped after ${finished.length} of ${repeats.length} repeats (${why}): the result is of those`;
    say(notice("warning", message));
  }
  return { outcomes, finished, leftOut: isPartial && isInterrupted };
}
