import { type ClassPredictions, defineMetric } from "./define.ts";
import { perRow, weightedMean } from "./rows.ts";

/** Binary: (p₁ − y)². Multiclass: Σₖ (pₖ − [y = k])². */
function squaredError(p: ClassPredictions, row: number): number {
  let sum = 0;
  for (let k = p.kind === "binary" ? 1 : 0; k < p.classes; k++)
    sum += (p.probabilities[row * p.classes + k]! - (p.targets[row] === k ? 1 : 0)) ** 2;
  return sum;
}

/** Mean squared error of probabilities. Binary, on the positive class: in [0, 1]; multiclass, summed over classes: in [0, 2]. */
export const brier = defineMetric({
  name: "brier",
  title: "Brier score",
  better: "lower",
  range: [0, 2],
  kinds: ["binary", "multiclass"],
  doc: "Mean squared error of the probabilities (binary: of the positive class; multiclass: summed over classes).",
  paper: "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
  advice: {
    when: "Probabilities, where a single sure mistake must not decide.",
  },
  prepare: (p) => {
    const errors = perRow(p.rows, (row) => squaredError(p, row));
    return (weights) => weightedMean(errors, weights);
  },
});
