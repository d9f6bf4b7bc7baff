import { defineMetric } from "./define.ts";
import { perRow, weightedMean } from "./rows.ts";

/**
 * R² = 1 − Σ w (y − ŷ)² / Σ w (y − ȳ)², ȳ the mean of these rows: 1 is perfect, 0 as good as their mean, negative worse.
 * NaN when all targets are equal (scikit-learn answers 0 or 1 there).
 */
export const r2 = defineMetric({
  name: "r2",
  title: "R²",
  better: "higher",
  range: [Number.NEGATIVE_INFINITY, 1],
  kinds: ["regression"],
  doc: "Fraction of the target's variance explained; 0 is guessing the mean.",
  aliases: ["R²"],
  advice: {
    when: "Numbers, as a share that needs no units.",
  },
  prepare: (p) => {
    // Measured from the first target: equal targets then have a variance of exactly 0.
    const targets = perRow(p.rows, (row) => p.targets[row]! - p.targets[0]!);
    const squares = perRow(p.rows, (row) => (p.values[row]! - p.targets[row]!) ** 2);
    return (weights) => {
      const mean = weightedMean(targets, weights);
      const variance = weightedMean(
        targets.map((y) => (y - mean) ** 2),
        weights,
      );
      return variance > 0 ? 1 - weightedMean(squares, weights) / variance : Number.NaN;
    };
  },
});
