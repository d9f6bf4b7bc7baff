import { defineMetric } from "./define.ts";
import { perRow, weightedMean } from "./rows.ts";

/** Σ w |ŷ − y| / Σ w, in the units of the target. */
export const mae = defineMetric({
  name: "mae",
  title: "MAE",
  better: "lower",
  range: [0, Number.POSITIVE_INFINITY],
  kinds: ["regression"],
  doc: "Mean absolute error, in the units of the target.",
  advice: {
    when: "Numbers with outliers.",
  },
  prepare: (p) => {
    const distances = perRow(p.rows, (row) => Math.abs(p.values[row]! - p.targets[row]!));
    return (weights) => weightedMean(distances, weights);
  },
});
