import { meanOf } from "../../core/mean.ts";
import { type ClassPredictions, defineMetric } from "./define.ts";
import { classesRanked, scoresSorted } from "./ranking.ts";

/** Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the distinct probabilities from the top; NaN when the weights leave no positive row. */
function precisionArea(p: ClassPredictions, positive: number): (weights: Float64Array) => number {
  const { order, isPositive, endsTie } = scoresSorted(p, positive);
  return (weights) => {
    let area = 0;
    let hits = 0;
    let named = 0;
    let tied = 0;
    for (let i = order.length - 1; i >= 0; i--) {
      const w = weights[order[i]!]!;
      named += w;
      tied += w * isPositive[i]!;
      const isTied = i > 0 && endsTie[i - 1] === 0;
      if (isTied) continue;
      hits += tied;
      if (tied > 0) area += (tied * hits) / named;
      tied = 0;
    }
    return area / hits;
  };
}

/**
 * Average precision: precision at each threshold, weighted by the recall that it adds; no interpolation, as in scikit-learn.
 * Multiclass: the mean over classes of one against the rest. NaN when a class has no rows.
 */
export const averagePrecision = defineMetric({
  name: "averagePrecision",
  title: "average precision",
  better: "higher",
  range: [0, 1],
  kinds: ["binary", "multiclass"],
  doc: "Area under the curve of precision over recall; guessing gives the share of the class. Multiclass: mean of one-vs-rest.",
  paper: "Davis & Goadrich 2006, doi:10.1145/1143844.1143874",
  aliases: ["AUPRC", "PR AUC", "AP"],
  advice: {
    when: "Rare positives that are to be ranked: it minds false alarms that AUC hardly sees.",
    pitfalls: ["Its floor is the share of the positives: compare it only on data of the same share."],
  },
  prepare: (p) => {
    const areas = classesRanked(p).map((k) => precisionArea(p, k));
    return (weights) => meanOf(areas.map((area) => area(weights)));
  },
});
