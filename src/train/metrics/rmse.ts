import { defineMetric } from "./define.ts";
import { perRow, weightedMean } from "./rows.ts";

/** √(Σ w (ŷ − y)² / Σ w), in the units of the target. */
export const rmse = defineMetric({
  name: "rmse",
  title: "RMSE",
  better: "lower",
  range: [0, Number.POSITIVE_INFINITY],
  kinds: ["regression"],
  doc: "Root mean squared error, in the units of the target.",
  advice: {
    when: "Numbers, where large errors are worse than several small ones.",
  },
  prepare: (p) => {
    const squares = perRow(p.rows, (row) => (p.values[row]! - p.targets[row]!) ** 2);
    return (weights) => Math.sqrt(weightedMean(squares, weights));
  },
});
