import { stretches } from "../../core/long.ts";
import { meanOf } from "../../core/mean.ts";
import { type ClassPredictions, defineMetric } from "./define.ts";
import { classesRanked, type Ranked, scoresSorted } from "./ranking.ts";

/** Goes on with the sums of the rows before. */
function walk(
  { order, isPositive, endsTie }: Ranked,
  weights: Float64Array,
  sums: Float64Array,
  from: number,
  to: number,
) {
  // One by one: numbers that are taken out of an array stay boxed, and the walk takes four times as long.
  let area = sums[0]!;
  let below = sums[1]!;
  let positives = sums[2]!;
  let tiedPositives = sums[3]!;
  let tiedNegatives = sums[4]!;
  for (let i = from; i < to; i++) {
    const w = weights[order[i]!]!;
    // No branch: which rows are positive cannot be foreseen.
    const hit = w * isPositive[i]!;
    tiedPositives += hit;
    tiedNegatives += w - hit;
    if (endsTie[i] === 0) continue;
    area += tiedPositives * (below + tiedNegatives / 2);
    below += tiedNegatives;
    positives += tiedPositives;
    tiedPositives = tiedNegatives = 0;
  }
  sums[0] = area;
  sums[1] = below;
  sums[2] = positives;
  sums[3] = tiedPositives;
  sums[4] = tiedNegatives;
}

/**
 * P(score of a positive row > score of a negative row) + ½ P(equal): the Mann–Whitney statistic with midranks.
 * One walk over the sorted rows; NaN when the weights leave no positive or no negative row.
 */
function rankingArea(p: ClassPredictions, positive: number): (weights: Float64Array) => number {
  const ranked = scoresSorted(p, positive);
  const { order } = ranked;
  return (weights) => {
    const sums = new Float64Array(5);
    for (const [from, to] of stretches(order.length, 4)) walk(ranked, weights, sums, from, to);
    const [area, below, positives] = sums as unknown as readonly [number, number, number];
    return area / (positives * below);
  };
}

/**
 * Area under the ROC curve: the probability that a random positive row is ranked above a random negative one, ties counting ½.
 * Multiclass: the mean over classes of one against the rest. NaN when a class has no rows, never a silent .5.
 */
export const auc = defineMetric({
  name: "auc",
  title: "AUC",
  better: "higher",
  range: [0, 1],
  kinds: ["binary", "multiclass"],
  doc: "Probability that a positive row ranks above a negative one; .5 is guessing. Multiclass: mean of one-vs-rest.",
  paper: "Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747",
  aliases: ["ROC AUC"],
  advice: {
    when: "Two classes of unequal size, and rows that are to be ranked.",
    interactions: ["Label smoothing hurts it."],
  },
  prepare: (p) => {
    const areas = classesRanked(p).map((k) => rankingArea(p, k));
    return (weights) => meanOf(areas.map((area) => area(weights)));
  },
});
