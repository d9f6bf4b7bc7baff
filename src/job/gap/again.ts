import { diagnose, type DiagnosisKind } from "../../decide/index.ts";
import type { Runtime } from "../../run/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import { type Asking, askOnce } from "../queue/askOnce.ts";
import { hashOf } from "../hash.ts";
import { type Fold, foldOf, type Prepared } from "../prepare.ts";
import type { Answer, Order } from "../queue/protocol.ts";
import { isInterrupt } from "../stop.ts";
import { baselineOf } from "../baseline.ts";
import { storyOf } from "../diagnose/story.ts";
import { shownMetric } from "../result.ts";
import { runTrial, type Trial } from "../trial.ts";
import { type Found, findingsOf, type Told, trusted } from "./findings.ts";
import { keptFindings, type Unwatched } from "./kept.ts";
import type { KeptFindings } from "./types.ts";

type LookOrder = Extract<Order, { type: "look" }>;
type Look = Extract<Answer, { type: "look" }>;

/** Trains once more what was trained before, and watches it this time. */
export async function lookAgain(prepared: Prepared, order: LookOrder, runtime: Runtime): Promise<Look> {
  const { recipe, repeat, metric } = order;
  const part: Fold = foldOf(prepared, repeat, recipe);
  const trial = await runTrial(recipe, part, { seed: part.seed, metric, runtime, watch: true });
  const lines = trial.history.map((line) => ({ ...line }));
  const found = trial.watched && (await findingsOf(prepared, part, trial.watched, lines));
  const told = found && trusted(found, verdictOn(prepared, part, { ...order, trial, found }));
  return { type: "look", weights: hashOf(trial.state), ...(told === undefined ? {} : { found: told }) };
}

/** What a fit of that recipe would have been told, but for what the sealed rows say. */
function verdictOn(
  prepared: Prepared,
  part: Fold,
  { recipe, metric: name, trial, found }: LookOrder & { readonly trial: Trial; readonly found: Found },
): DiagnosisKind {
  const metric = metricFor(prepared.task.kind, name);
  const { kept, epochs } = trial.end;
  const result = {
    ...{ metric: shownMetric(metric), baseline: baselineOf(part, metric), epochs, bestEpoch: kept },
    ...{ test: UNOPENED, findings: found.findings },
  };
  const rows = part.train.rows + part.validation.rows + prepared.test.length;
  const split = [part.train.rows, part.validation.rows, prepared.test.length] as const;
  return diagnose(storyOf({ recipe, result, lines: trial.history, rows, split })).kind;
}

const UNOPENED = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

/** Trainings that a look is worth one of. */
const WORTH = 40;

/** How a job can have the kept model looked at. */
export interface Looking extends Asking {
  readonly metric: string;
  /** Trainings that the job has done. */
  readonly trainings: number;
}

/**
 * The gap of the kept model, itemized. Rows that it knows by heart are found by training it once more under watch, in a process of its
 * own, where that is a fortieth of the work at most and the user wants more than aggregates; the same weights must come of it.
 */
export async function lookAt(
  kept: Unwatched,
  looking: Looking,
): Promise<{ readonly findings?: KeptFindings; readonly suspects?: string }> {
  const { options, trainings } = looking;
  const isWorth = trainings >= WORTH && options.aggregatesOnly !== true && options.signal?.aborted !== true;
  const found = isWorth ? await watched(kept, looking) : undefined;
  if (found !== undefined) return found;
  const findings = await keptFindings(kept);
  return findings === undefined ? {} : { findings };
}

/** Undefined where it was interrupted, failed, or came to other weights. */
async function watched({ recipe, repeat, trial }: Unwatched, looking: Looking): Promise<Told | undefined> {
  const order: LookOrder = { type: "look", recipe, repeat, metric: looking.metric };
  const answer = await askOnce(order, looking).catch((error: unknown) => {
    if (!isInterrupt(error)) throw error;
    return undefined;
  });
  return answer?.type === "look" && answer.weights === hashOf(trial.state) ? answer.found : undefined;
}
