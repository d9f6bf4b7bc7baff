import { RegularizeError } from "../../core/index.ts";

/** Which rows there are of each class: class indices [rows], or one-hot or soft targets y [rows, classes]. */
export type ClassRows =
  | { readonly labels: ArrayLike<number>; readonly classes: number }
  | { readonly y: ArrayLike<number>; readonly classes: number };

/**
 * How much rare classes weigh, for a class of n rows: `balanced` 1/n, all classes together alike, as scikit-learn's
 * "balanced"; `squareRoot` 1/√n, half the way on a log scale; `effective` (1 − β)/(1 − βⁿ), from all 1 (β = 0) to
 * balanced (β → 1): rows of a class beyond some 1/(1 − β) count as repetitions (Cui et al. 2019, arXiv:1901.05555; β 0.9 … 0.9999).
 */
export type WeightScheme = "balanced" | "squareRoot" | { readonly effective: number };

/** [classes]: rows of each class; of soft targets their sums. E349 for a label that is no class. */
export function classCounts(given: ClassRows): Float64Array {
  const { classes } = given;
  const counts = new Float64Array(classes);
  if ("y" in given) {
    if (given.y.length % classes !== 0) throw wrong("targets do not fit the classes", `a multiple of ${classes}`);
    for (let i = 0; i < given.y.length; i++) counts[i % classes]! += given.y[i]!;
    return counts;
  }
  for (let row = 0; row < given.labels.length; row++) {
    const label = given.labels[row]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw wrong(`labels[${row}] is ${label}, which is no class`, `an integer in [0, ${classes - 1}]`);
    counts[label]!++;
  }
  return counts;
}

/**
 * Weights for the `classWeights` of `crossEntropy` and `focal`, [classes]. Their mean over the rows is 1, so the size of the
 * loss, and with it the learning rate and the strengths of penalties, keeps its meaning. A class without rows has 1: it weighs
 * nothing here, and counts as one row should it occur in validation. E349 without any row.
 *
 * A net that learned with weights w says w times too much of a class (before it is divided by the sum):
 * `withScales(predictions, w.map((v) => 1 / v))` gives the probabilities back (Elkan 2001, IJCAI, 973–978).
 *
 * @example
 * const weights = balancedWeights({ labels: [0, 0, 0, 1], classes: 2 }); // [2/3, 2]
 * const loss = crossEntropy({ classWeights: weights });
 */
export function balancedWeights(given: ClassRows, scheme: WeightScheme = "balanced"): number[] {
  const counts = classCounts(given);
  const raw = counts.map((count) => (count > 0 ? rawWeight(count, scheme) : 0));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (!(rows > 0)) throw wrong("there is no row of any class", "at least one row");
  const unit = counts.reduce((sum, count, k) => sum + count * raw[k]!, 0) / rows;
  return Array.from(raw, (weight) => (weight > 0 ? weight / unit : 1));
}

function rawWeight(count: number, scheme: WeightScheme): number {
  if (scheme === "balanced") return 1 / count;
  if (scheme === "squareRoot") return 1 / Math.sqrt(count);
  const { effective: beta } = scheme;
  if (!(beta >= 0 && beta < 1)) throw wrong("effective is not a fraction below 1", "a number in [0, 1)", String(beta));
  return beta === 0 ? 1 : (1 - beta) / -Math.expm1(count * Math.log(beta));
}

const wrong = (message: string, expected: string, received?: string): RegularizeError =>
  new RegularizeError({
    ...{ code: "E349", where: "classWeights", message, expected },
    ...(received === undefined ? {} : { received }),
  });
