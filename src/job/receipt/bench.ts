import { baselineOf } from "../baseline.ts";
import { foldOf, type Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { budgetTooSmall } from "../queue/trials.ts";
import { testFractionOf } from "../result.ts";
import { type RecipePart, recipeParts } from "./parts.ts";
import { type Counter, type Staged, trainStage } from "./stage.ts";
import type { ReceiptWork } from "./types.ts";

/** About so many repeats, in whole rounds of folds. */
const USUAL_REPEATS = 12;
export const USUAL_PAIRS = 6;

/** Folds of a round: as many as make the share of validation rows what the split says. 1 where time decides, which has one split. */
export function foldsOf({ fractions, plan }: Pick<Prepared, "fractions" | "plan">): number {
  if (plan.time !== undefined) return 1;
  return Math.max(2, Math.round((fractions.train + fractions.validation) / fractions.validation));
}

/** Repeats of a receipt when nobody says. */
export const usualRepeats = (folds: number): number => Math.max(2, Math.round(USUAL_REPEATS / folds)) * folds;

/** What all steps know. */
export interface Bench {
  readonly work: ReceiptWork;
  readonly parts: readonly RecipePart[];
  readonly folds: number;
  readonly counter: Counter;
  readonly repeats: readonly number[];
  readonly fresh: readonly number[];
  readonly hasTime: (share: number) => () => boolean;
  readonly testFraction: number;
  readonly baseline: number;
}

export function benchOf(work: ReceiptWork): Bench {
  const { recipe, prepared, metric, first = 0, budgetSeconds, now = () => performance.now() / 1000 } = work;
  const folds = work.folds ?? foldsOf(prepared);
  const count = work.repeats ?? usualRepeats(folds);
  // Repeats that were cut already are taken as they are.
  const from = work.folds === undefined ? Math.ceil(first / folds) * folds : first;
  const fresh = Math.ceil((from + count) / folds) * folds;
  const part = foldOf(prepared, from, recipe, 1, folds);
  const start = now() - (work.spent ?? 0);
  return {
    ...{ work, folds, parts: recipeParts(recipe, part, metric), counter: { done: 0, total: 0 } },
    repeats: Array.from({ length: count }, (_, i) => from + i),
    fresh: Array.from({ length: work.verify ?? count }, (_, i) => fresh + i),
    hasTime: (share) => () => budgetSeconds === undefined || now() - start < share * budgetSeconds,
    testFraction: testFractionOf(part),
    baseline: baselineOf(part, metric),
  };
}

/** The shares of the time after which no trial of a stage begins, by their trials: parts, pairs (about half of those allowed), fresh repeats. */
function shareOf({ parts, repeats, fresh, work }: Bench, stage: 1 | 2 | 3): number {
  const trials = [
    (parts.length + 1) * repeats.length,
    ((work.pairs ?? USUAL_PAIRS) / 2) * repeats.length,
    3 * fresh.length,
  ];
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  return sum(trials.slice(0, stage)) / sum(trials);
}

export const train = (
  bench: Bench,
  recipes: readonly Recipe[],
  repeats: readonly number[],
  stage: 1 | 2 | 3,
): Promise<Staged> =>
  trainStage(bench.work, recipes, repeats, {
    ...{ counter: bench.counter, folds: bench.folds },
    hasTime: bench.hasTime(shareOf(bench, stage)),
  });

export function tooSmall({ counter, work }: Bench, each: number) {
  const { budgetSeconds = 0 } = work;
  return budgetTooSmall({ ...counter, each }, budgetSeconds, budgetSeconds);
}
