import { defineMetric } from "./define.ts";
import { countClasses, meanOfDefined } from "./rows.ts";

/** (Π recall)^(1/classes). 0 as soon as one class is never recognized; a class without rows is left out. */
export const geometricMean = defineMetric({
  name: "geometricMean",
  title: "G-mean",
  better: "higher",
  range: [0, 1],
  labelsOnly: true,
  kinds: ["binary", "multiclass"],
  doc: "Geometric mean over classes of the fraction of their rows that were recognized.",
  paper: "Kubat & Matwin 1997, ICML, 179–186",
  aliases: ["geometric mean score"],
  advice: {
    when: "Classes of unequal size none of which may be given up.",
    pitfalls: ["One class without a hit makes it 0: with many small classes it tells nothing."],
  },
  prepare: (p) => {
    const count = countClasses(p);
    return (weights) => {
      const { actual, both } = count(weights);
      return Math.exp(meanOfDefined(Array.from(actual, (total, k) => Math.log(both[k]! / total))));
    };
  },
});
