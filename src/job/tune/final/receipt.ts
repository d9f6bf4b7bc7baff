import { RegularizeError } from "../../../core/index.ts";
import { FEWEST } from "../../../decide/receipt/index.ts";
import { gain } from "../../../train/best.ts";
import { baselineOf } from "../../baseline.ts";
import { foldOf } from "../../prepare.ts";
import type { Answer, TrialOrder } from "../../queue/protocol.ts";
import { recipeParts } from "../../receipt/parts.ts";
import { receiptOf } from "../../receipt/receipt.ts";
import { remembering } from "../../store/session.ts";
import type { Recipe } from "../../recipe.ts";
import type { Outcome } from "../../summarize.ts";
import type { Judged } from "./judged.ts";
import { type Finalists, type PartDone, type ReceiptPlan, scoredOf, trainingKey, withoutWeights } from "../journal.ts";
import { endSeconds } from "../search/seconds.ts";
import type { TuneReceipt } from "../types.ts";
import type { Working } from "../working.ts";

/** Of a budget in time, so much is kept for the receipt while the search goes on. */
export const RECEIPT_SHARE = 0.1;
/** Variants of the winner are no rows of the study. */
const NO_ROW = -1;
/** Repeats at most; `ablate` begins behind them. */
export const MOST = 5;

export interface ReceiptCosts {
  /** Regularizers that may be left out. */
  readonly parts: number;
  /** Repeats of the final, of which the winner itself is known. */
  readonly fresh: number;
  /** Repeats at most. */
  readonly most: number;
  /** Seconds of a repeat of the winner, and trainings at a time. */
  readonly seconds: number;
  readonly size: number;
}

const trainingsOf = ({ parts, fresh }: ReceiptCosts, repeats: number): number =>
  parts * repeats + Math.max(0, repeats - fresh);

const secondsOf = (of: ReceiptCosts, repeats: number): number =>
  Math.ceil(trainingsOf(of, repeats) / of.size) * of.seconds || 0;

/** Repeats that there is room for, the most first; undefined: not even for the fewest. */
export function receiptRepeats(of: ReceiptCosts, fits: (seconds: number, trainings: number) => boolean) {
  const most = Math.max(FEWEST, Math.min(MOST, of.most));
  const sizes = Array.from({ length: most - FEWEST + 1 }, (_, i) => most - i);
  return sizes.find((n) => fits(secondsOf(of, n), trainingsOf(of, n)));
}

/** Seconds that the search keeps back for the receipt of a recipe: none where its share is not enough for the fewest repeats. */
export function receiptSeconds(of: ReceiptCosts, budgetSeconds: number): number {
  const repeats = receiptRepeats(of, (seconds) => seconds <= RECEIPT_SHARE * budgetSeconds);
  return of.parts === 0 || repeats === undefined ? 0 : secondsOf(of, repeats);
}

/** What a receipt is issued of. */
export interface Issuing extends Pick<Judged, "winner"> {
  readonly outcomes: readonly Outcome[];
  readonly finalists: Finalists;
}

/**
 * The receipt of the winner: its score minus the score without each of its regularizers, on the fresh repeats of the final, where it is trained
 * already; no pairs and no pruned recipe, which `ablate` has. The sealed test rows take no part. Those repeats chose the winner, so effects look
 * somewhat larger than they are; still, where six equal recipes stood in the final and four parts do nothing, 1,500 simulated receipts claimed help in
 * 1 to 5 % (3 to 5 repeats; 1 to 4 % on repeats that chose nothing).
 */
export async function issueReceipt(working: Working, issuing: Issuing): Promise<TuneReceipt> {
  const plan = working.recovered.receipt ?? (await planned(working, issuing));
  if (plan.skipped !== undefined) return { skipped: plan.skipped, later: plan.repeats.length > 0 };
  const { job, prepared, metric, open, size, signal } = working;
  const recipe = recipeOfWinner(working, issuing);
  working.progress.toFinal(Math.max(0, plan.trainings - working.recovered.parts.length));
  const { receipt, interrupted } = await receiptOf({
    ...{ recipe, prepared, metric, queue: remembering(storeOf(working, issuing, plan), working.queue) },
    ...{ repeats: plan.repeats.length, first: job.folds, folds: job.crossFolds ?? 1, pairs: 0, verify: 0 },
    with: { open, size, signal },
  });
  // Whole repeats are not enough: gone on with, there would be more of them.
  if (interrupted) throw new RegularizeError({ code: "E107", message: "Interrupted" });
  return receipt;
}

function recipeOfWinner({ recipeOf }: Working, { finalists, winner }: Issuing): Recipe {
  return finalists.ids.map((id) => recipeOf(id)).find(({ name }) => name === winner.name)!;
}

/** Decides how large the receipt is, and notes it: a resumed study issues the same. */
async function planned(working: Working, issuing: Issuing): Promise<ReceiptPlan> {
  const { winner, outcomes, finalists } = issuing;
  const { job, prepared, metric, journal, size, progress, study } = working;
  const recipe = recipeOfWinner(working, issuing);
  const part = foldOf(prepared, job.folds, recipe);
  const parts = recipeParts(recipe, part, metric).filter(({ idle }) => idle === undefined).length;
  const seconds = progress.secondsOf(winner.name);
  const fresh = outcomes.find(({ name }) => name === winner.name)!.trials;
  const known = finalists.repeats.filter((repeat) => repeat >= job.folds && fresh.has(repeat)).length;
  const costs: ReceiptCosts = { parts, fresh: known, most: job.reruns, seconds, size };
  const { budgetSeconds } = job.options;
  const left = progress.secondsLeft() - (budgetSeconds === undefined ? 0 : endSeconds(budgetSeconds));
  const searched = study.rows().reduce((sum, { scores }) => sum + scores.length, 0);
  const isTimed = budgetSeconds !== undefined;
  const room = receiptRepeats(costs, (needs, trainings) => (isTimed ? needs <= left : trainings <= searched));
  const why = (): string => {
    const trainings = `the ${trainingsOf(costs, FEWEST)} trainings of its receipt`;
    return isTimed
      ? `${trainings} take about ${Math.ceil(secondsOf(costs, FEWEST))} s, and ${Math.max(0, Math.floor(left))} s were left`
      : `${trainings} are more than the ${searched} of the search`;
  };
  const none = gain(metric.better, winner.validation.mean, baselineOf(part, metric)) <= 0;
  const never = none
    ? "no score beats guessing, so no regularizer can show an effect"
    : `${winner.name} has no regularizer that could be left out`;
  const all = Array.from({ length: room ?? FEWEST }, (_, i) => job.folds + i);
  const at = progress.clock();
  const common = { type: "receipt", seconds, at, trainings: trainingsOf(costs, all.length) } as const;
  const plan: ReceiptPlan =
    none || parts === 0
      ? { ...common, repeats: [], skipped: never }
      : { ...common, repeats: all, ...(room === undefined ? { skipped: why() } : {}) };
  await journal.note(plan);
  return plan;
}

/** Answers what the final has trained, and what the journal has of the receipt; notes what comes of the rest. */
function storeOf({ recovered, journal, progress }: Working, { winner, outcomes }: Issuing, { seconds }: ReceiptPlan) {
  const own = outcomes.find(({ name }) => name === winner.name)!.trials;
  const parts = new Map(recovered.parts.map((done) => [trainingKey(done.recipe, done.repeat), done]));
  return {
    answerTo: (order: unknown): Answer | undefined => {
      const { recipe, repeat } = order as TrialOrder;
      const trial = recipe.name === winner.name ? own.get(repeat) : undefined;
      if (trial !== undefined) return { type: "trial", trial, seconds };
      const done = parts.get(trainingKey(recipe.name, repeat));
      return done === undefined ? undefined : answerOf(done);
    },
    keep: async (order: unknown, answer: Answer): Promise<void> => {
      const { recipe, repeat } = order as TrialOrder;
      if (answer.type !== "trial" && answer.type !== "error") return;
      const about = { type: "part", recipe: recipe.name, repeat } as const;
      await journal.note(
        answer.type === "error"
          ? { ...about, seconds: 0, error: answer.error }
          : { ...about, seconds: answer.seconds, trial: scoredOf(answer.trial) },
      );
      progress.onFold({ id: NO_ROW, recipe, fold: repeat, answer });
    },
  };
}

function answerOf({ trial, error, seconds }: PartDone): Answer {
  if (error !== undefined) return { type: "error", error };
  return { type: "trial", trial: withoutWeights(trial!), seconds };
}
