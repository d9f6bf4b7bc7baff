import { RegularizeError } from "../../core/index.ts";
import type { ClassPredictions, Metric } from "../metrics/define.ts";
import { scoresSorted } from "../metrics/ranking.ts";
import { bestCut, type Cut } from "./cuts.ts";
import { goodness, scoreless, weightsOf } from "./table.ts";

/** What both ways of choosing labels are asked for. */
export interface TuneOptions {
  /** What a classifier said of rows that it did not learn from. */
  readonly predictions: ClassPredictions;
  /** A metric of labels, such as balancedAccuracy, f1, mcc, accuracy or `expectedCost`. */
  readonly metric: Metric;
}

export interface TunedThreshold {
  /** A row is of class 1 where its probability is above this; in (0, 1). */
  readonly threshold: number;
  /** Of the rows that chose the threshold: optimistic. `crossFittedThreshold` tells the honest one. */
  readonly score: number;
}

/**
 * Every way to cut the rows in two, in ascending order: one walk over the sorted probabilities, O(rows log rows). Cuts that no
 * threshold inside (0, 1) makes, between equal probabilities or outside, are left out.
 */
function cutsOf({ predictions, metric }: TuneOptions): Cut[] {
  const { order, isPositive } = scoresSorted(predictions, 1);
  const value = goodness(metric, predictions);
  const weights = weightsOf(predictions);
  const at = (i: number): number => predictions.probabilities[2 * order[i]! + 1]!;
  const table = new Float64Array(4);
  for (const [row, target] of predictions.targets.entries()) table[target === 1 ? 3 : 1]! += weights[row]!;
  const cuts: Cut[] = [];
  const add = (low: number, high: number): void => {
    if (high > low) cuts.push({ low, high, value: value(table) });
  };
  add(0, Math.min(1, at(0)));
  for (const [i, row] of order.entries()) {
    const weight = weights[row]!;
    const actual = isPositive[i] === 1 ? 2 : 0;
    table[actual]! += weight;
    table[actual + 1] = Math.max(0, table[actual + 1]! - weight);
    add(Math.max(0, at(i)), i + 1 < order.length ? Math.min(1, at(i + 1)) : 1);
  }
  return cuts;
}

/**
 * The threshold on the probability of class 1 that is best by a metric of labels: exact over all cuts. Of equally good ones the
 * middle of the widest stretch, and of equally wide ones the nearest to .5, since the next rows are others. E342 for a metric
 * that minds probabilities, E343 where no cut has a score, E344 for more than two classes.
 *
 * @example
 * const { threshold } = tuneThreshold({ predictions: answers, metric: metrics.f1 });
 * metrics.f1.score(withThreshold(answers, threshold));
 */
export function tuneThreshold({ predictions, metric }: TuneOptions): TunedThreshold {
  checkBinary(predictions);
  const best = bestCut(cutsOf({ predictions, metric }), 0.5);
  if (best === undefined) throw scoreless(metric);
  return { threshold: best.at, score: metric.better === "higher" ? best.value : -best.value };
}

/** The next float32 above ½. */
const ABOVE_HALF = 0.5 + 2 ** -24;

/**
 * Probabilities moved so that the threshold falls at .5: the odds times (1 − t) / t. The most probable class is then the label
 * at the threshold, for metrics and exports; the order stays, and with it AUC, but for scores that float32 cannot tell apart
 * any more. They are no probabilities now: report the raw ones, and take only labels from these. E346 for t outside (0, 1).
 */
export function withThreshold(predictions: ClassPredictions, threshold: number): ClassPredictions {
  checkBinary(predictions);
  if (!(threshold > 0 && threshold < 1))
    throw new RegularizeError({
      ...{ code: "E346", where: "threshold", message: "a threshold lies between 0 and 1" },
      ...{ expected: "a number in (0, 1)", received: String(threshold) },
    });
  const probabilities = new Float32Array(2 * predictions.rows);
  for (let row = 0; row < predictions.rows; row++) {
    const p = predictions.probabilities[2 * row + 1]!;
    const yes = p * (1 - threshold);
    const moved = Math.fround(yes / (yes + (1 - p) * threshold));
    const positive = p > threshold ? Math.max(ABOVE_HALF, moved) : Math.min(0.5, moved);
    probabilities[2 * row] = 1 - positive;
    probabilities[2 * row + 1] = positive;
  }
  return { ...predictions, probabilities };
}

/** The threshold as factors of the two classes: for what multiplies probabilities before it takes the largest. */
export const scalesOf = (threshold: number): readonly [number, number] => [threshold, 1 - threshold];

function checkBinary({ kind, classes }: ClassPredictions): void {
  if (kind === "binary") return;
  throw new RegularizeError({
    code: "E344",
    where: "threshold",
    message: "one threshold is for two classes",
    expected: "predictions of a binary task",
    received: `${classes} classes`,
    todo: "use tuneScales and withScales: one factor per class",
  });
}
