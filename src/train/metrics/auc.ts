import { meanOf } from "../../core/mean.ts";
import { type ClassPredictions, defineMetric } from "./define.ts";
import { classesRanked, scoresSorted } from "./ranking.ts";

/**
 * P(score of a positive row > score of a negative row) + ½ P(equal): the Mann–Whitney statistic with midranks.
 * One walk over the sorted rows; NaN when the weights leave no positive or no negative row.
 */
function rankingArea(p: ClassPredictions, positive: number): (weights: Float64Array) => number {
  const { order, isPositive, endsTie } = scoresSorted(p, positive);
  return (weights) => {
    // One by one: numbers that are taken out of an array stay boxed, and the walk takes four times as long.
    let area = 0;
    let below = 0;
    let positives = 0;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (let i = 0; i < order.length; i++) {
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
