import { meanOf } from "../../core/mean.ts";
import type { Better } from "../../train/best.ts";
import { meanAndError } from "../statistics/index.ts";
import { ranked, signed } from "./study/settle.ts";
import type { Row } from "./study/types.ts";

export interface Optimism {
  /** How much better the best validation score looks than it is, in units of the score; NaN where it cannot be told. */
  readonly optimism: number;
  /** Its standard error over folds; itself rough, as folds are few. */
  readonly se: number;
  /** The best score less the optimism. */
  readonly corrected: number;
  /** Finished trials that it was chosen among. */
  readonly trials: number;
  /** Why there is no number: one sentence. */
  readonly note?: string;
}

/** The trial that would have been chosen without that fold. */
function bestWithout(losses: readonly (readonly number[])[], fold: number): readonly number[] {
  const means = losses.map((row) => meanOf(row.filter((_, i) => i !== fold)));
  return losses[means.indexOf(Math.min(...means))]!;
}

/**
 * The optimism of having chosen the best of many by the scores that are then reported: each fold scores the trial that the other folds would have
 * chosen, and the mean of that is what choosing is worth on a fold that took no part in it. Assumes nothing about how good trials are
 * distributed; unbiased for a random search, a lower bound for one that learns from the same folds.
 * After Varma & Simon 2006, doi:10.1186/1471-2105-7-91.
 */
export function optimismOf(rows: readonly Row[], better: Better): Optimism {
  const done = ranked(rows, better);
  const trials = done.length;
  const losses = done.map(({ scores }) => scores.map((score) => signed(better, score)));
  const best = losses[0];
  const unknown = { optimism: Number.NaN, se: Number.NaN, corrected: Number.NaN, trials };
  if (best === undefined) return { ...unknown, note: "can't tell: no trial is finished" };
  if (best.length < 2) return { ...unknown, note: "can't tell: one fold has no other to choose by" };
  const { mean, se } = meanAndError(best.map((loss, fold) => bestWithout(losses, fold)[fold]! - loss));
  return { optimism: mean, se, corrected: signed(better, signed(better, done[0]!.score) + mean), trials };
}
