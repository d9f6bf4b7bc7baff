import type { Fold, Prepared } from "../../prepare.ts";
import type { TuneOptions } from "../types.ts";

/** Seconds, when neither these nor trials are named. */
const USUAL_BUDGET = 300;

/**
 * Below so many rows a search is by repeated cross-validation and short: facts of small data. It keeps the best of its final and no simpler one
 * within a standard error: that rule was no better on fresh rows in any of six forms, and worse by up to .02 (bench/search/README.md).
 */
const SMALL = 1000;
const SMALL_TRIALS = 50;
const SMALL_FOLDS = 5;

/** Repeats of a trial: the more validation rows there are, the less chance is in the score of one. */
export const foldsFor = (rows: number): number => (rows < 500 ? 5 : rows < 2000 ? 3 : rows < 5000 ? 2 : 1);

/** How much is searched. */
export interface Limits {
  /** Of all parts together. */
  readonly rows: number;
  /** Repeats of a trial, and how many of them make a round of cross-validation; undefined where each has a split of its own. */
  readonly folds: number;
  readonly crossFolds: number | undefined;
  readonly trials: number | undefined;
  readonly budgetSeconds: number | undefined;
}

/** What the user said of it, and what is usual for so many rows. */
export function limitsOf(options: TuneOptions, { rest, test }: Prepared, { validation }: Fold): Limits {
  const rows = rest.length + test.length;
  const isSmall = rows < SMALL;
  return {
    rows,
    folds: options.folds ?? foldsFor(validation.rows),
    crossFolds: isSmall && options.time === undefined ? SMALL_FOLDS : undefined,
    trials: options.trials ?? (isSmall ? SMALL_TRIALS : undefined),
    budgetSeconds: options.trials === undefined ? (options.budgetSeconds ?? USUAL_BUDGET) : options.budgetSeconds,
  };
}
