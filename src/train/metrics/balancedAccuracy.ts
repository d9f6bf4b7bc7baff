import { defineMetric } from "./define.ts";
import { countClasses, meanOfDefined } from "./rows.ts";

/** Mean over classes of recall = TP / (TP + FN). A class without rows has no recall and is left out, as in scikit-learn. */
export const balancedAccuracy = defineMetric({
  name: "balancedAccuracy",
  title: "balanced accuracy",
  better: "higher",
  range: [0, 1],
  labelsOnly: true,
  kinds: ["binary", "multiclass"],
  doc: "Mean over classes of the fraction of their rows that were recognized; 1/classes is guessing.",
  paper: "Brodersen et al. 2010, doi:10.1109/ICPR.2010.764",
  advice: {
    when: "Several classes of unequal size that matter alike.",
  },
  prepare: (p) => {
    const count = countClasses(p);
    return (weights) => {
      const { actual, both } = count(weights);
      return meanOfDefined(Array.from(actual, (total, k) => both[k]! / total));
    };
  },
});
