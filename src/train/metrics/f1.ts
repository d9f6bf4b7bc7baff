import { defineMetric } from "./define.ts";
import { countClasses } from "./rows.ts";

/** 2 TP / (2 TP + FP + FN) of class 1. NaN when it is neither present nor named (scikit-learn answers 0 there). */
export const f1 = defineMetric({
  name: "f1",
  title: "F1",
  better: "higher",
  range: [0, 1],
  labelsOnly: true,
  kinds: ["binary"],
  doc: "Harmonic mean of precision and recall of the positive class.",
  paper: "van Rijsbergen 1979, Information Retrieval, 2nd ed., chapter 7",
  aliases: ["F-measure", "F-score"],
  advice: {
    when: "A rare positive class: what is found against false alarms.",
    pitfalls: [
      "Rows that are rightly negative do not count, and it changes when the classes change places.",
      "At a threshold of .5 it is low for rare classes, whatever the model: tune the threshold.",
    ],
    interactions: [
      "Of calibrated probabilities its best threshold is half the best F1, so below .5 (Lipton et al. 2014).",
    ],
  },
  prepare: (p) => {
    const count = countClasses(p);
    return (weights) => {
      const { actual, said, both } = count(weights);
      return (2 * both[1]!) / (actual[1]! + said[1]!);
    };
  },
});
