import { defineMetric } from "./define.ts";
import { countClasses, meanOfDefined } from "./rows.ts";

/** Mean over classes of F₁ = 2 TP / (2 TP + FP + FN). A class neither present nor predicted is left out, as in scikit-learn. */
export const macroF1 = defineMetric({
  name: "macroF1",
  title: "macro-F1",
  better: "higher",
  range: [0, 1],
  labelsOnly: true,
  kinds: ["binary", "multiclass"],
  doc: "Mean over classes of the harmonic mean of precision and recall.",
  paper: "Opitz & Burst 2019, arXiv:1911.03347",
  aliases: ["macro-averaged F1"],
  advice: {
    when: "Rare classes that must be found without false alarms.",
  },
  prepare: (p) => {
    const count = countClasses(p);
    return (weights) => {
      const { actual, said, both } = count(weights);
      return meanOfDefined(Array.from(both, (hit, k) => (2 * hit) / (actual[k]! + said[k]!)));
    };
  },
});
