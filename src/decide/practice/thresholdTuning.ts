import { definePractice } from "./define.ts";

export const thresholdTuning = definePractice({
  name: "thresholdTuning",
  doc: "Labels at the probability that is best by a metric of labels, chosen on validation rows, instead of at .5.",
  paper:
    "Elkan 2001, IJCAI, 973–978; Lipton et al. 2014, arXiv:1402.1892; on resampling: van den Goorbergh et al. 2022, doi:10.1093/jamia/ocac093",
  use: "library: `balance.crossFittedThreshold({ predictions, metric: metrics.f1, key: keyOf(42) })`, then `balance.withThreshold(predictions, threshold)`; several classes: `balance.crossFittedScales`",
  aliases: ["decision threshold", "threshold moving", "cutoff", "cost-sensitive"],
  advice: {
    when: "Rare classes, or errors of unequal cost, where labels are used and not probabilities.",
    typical: "F1, MCC or balanced accuracy; costs: false alarm / (false alarm + miss), if probabilities are calibrated",
    cost: "none: nothing is trained again",
    pitfalls: [
      "The score of the rows that chose the threshold is optimistic, the more the rarer the class: report the cross-fitted one.",
      "Only labels move: AUC, log loss and calibration are of the raw probabilities.",
    ],
    interactions: [
      "First of all remedies for rare classes: resampling mostly moves the threshold, at the price of calibration.",
    ],
  },
  settings: {},
});
