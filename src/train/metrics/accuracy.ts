import { defineMetric } from "./define.ts";
import { argmaxOf, perRow, weightedMean } from "./rows.ts";

/** Σ w [ŷ = y] / Σ w, ŷ the most probable class. Flatters whoever names the majority class; see `balancedAccuracy`. */
export const accuracy = defineMetric({
  name: "accuracy",
  title: "accuracy",
  better: "higher",
  range: [0, 1],
  labelsOnly: true,
  kinds: ["binary", "multiclass"],
  doc: "Fraction of rows whose most probable class is the right one.",
  advice: {
    when: "Classes of about the same size.",
    pitfalls: ["With rare classes it is high for who always says no."],
  },
  prepare: (p) => {
    const said = argmaxOf(p);
    const right = perRow(p.rows, (row) => (said[row] === p.targets[row] ? 1 : 0));
    return (weights) => weightedMean(right, weights);
  },
});
