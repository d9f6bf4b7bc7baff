import type { Runtime } from "../../run/index.ts";
import { type Asking, askOnce } from "../queue/askOnce.ts";
import { hashOf } from "../hash.ts";
import { type Fold, foldOf, type Prepared } from "../prepare.ts";
import type { Answer, Order } from "../queue/protocol.ts";
import { isInterrupt } from "../stop.ts";
import { runTrial } from "../trial.ts";
import { type Found, findingsOf } from "./findings.ts";
import { keptFindings, type Unwatched } from "./kept.ts";
import type { KeptFindings } from "./types.ts";

type LookOrder = Extract<Order, { type: "look" }>;
type Look = Extract<Answer, { type: "look" }>;

/** Trains once more what was trained before, and watches it this time. */
export async function lookAgain(prepared: Prepared, order: LookOrder, runtime: Runtime): Promise<Look> {
  const { recipe, repeat, metric } = order;
  const part: Fold = foldOf(prepared, repeat, recipe);
  const { watched, history, state } = await runTrial(recipe, part, { seed: part.seed, metric, runtime, watch: true });
  const lines = history.map((line) => ({ ...line }));
  const found = watched && (await findingsOf(prepared, part, watched, lines));
  return { type: "look", weights: hashOf(state), ...(found === undefined ? {} : { found }) };
}

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
async function watched({ recipe, repeat, trial }: Unwatched, looking: Looking): Promise<Found | undefined> {
  const order: LookOrder = { type: "look", recipe, repeat, metric: looking.metric };
  const answer = await askOnce(order, looking).catch((error: unknown) => {
    if (!isInterrupt(error)) throw error;
    return undefined;
  });
  return answer?.type === "look" && answer.weights === hashOf(trial.state) ? answer.found : undefined;
}
