import { type ClassPredictions, defineMetric } from "./define.ts";
import { argmaxOf, perRow } from "./rows.ts";

const BINS = 15;

/** What each row contributes: the bin of its confidence, and whether it was right minus how sure it was. */
function calibration(p: ClassPredictions): { bins: Uint8Array; excess: Float64Array } {
  const said = argmaxOf(p);
  const confidence = perRow(p.rows, (row) => p.probabilities[row * p.classes + said[row]!]!);
  return {
    bins: Uint8Array.from(confidence, (c) => Math.min(BINS - 1, Math.max(0, Math.ceil(c * BINS) - 1))),
    excess: confidence.map((c, row) => (said[row] === p.targets[row] ? 1 : 0) - c),
  };
}

/**
 * Expected calibration error: Σ_b (n_b / n) |accuracy_b − confidence_b| over 15 bins ((b−1)/15, b/15] of the confidence max p.
 * Biased upwards on few rows, and 0 for whoever always says the class frequencies: read it beside log loss or Brier.
 */
export const ece = defineMetric({
  name: "ece",
  title: "ECE",
  better: "lower",
  range: [0, 1],
  kinds: ["binary", "multiclass"],
  doc: "Mean distance between confidence and accuracy over 15 equal-width bins of confidence.",
  paper: "Guo et al. 2017, arXiv:1706.04599",
  aliases: ["calibration error"],
  advice: {
    when: "Whether 80 % means 80 %; beside another metric.",
    pitfalls: ["Always telling the share of the class is perfectly calibrated."],
  },
  prepare: (p) => {
    const { bins, excess } = calibration(p);
    return (weights) => {
      const sums = new Float64Array(BINS);
      let total = 0;
      for (let row = 0; row < p.rows; row++) {
        sums[bins[row]!]! += weights[row]! * excess[row]!;
        total += weights[row]!;
      }
      return sums.reduce((sum, s) => sum + Math.abs(s), 0) / total;
    };
  },
});
