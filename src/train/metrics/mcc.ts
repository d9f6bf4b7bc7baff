import { defineMetric } from "./define.ts";
import { type Counts, countClasses } from "./rows.ts";

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
const total = (a: Float64Array): number => a.reduce((sum, x) => sum + x, 0);

/** (c s − Σ tₖ pₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²)) with c right of s rows, tₖ of class k and pₖ said to be. */
function correlation({ actual, said, both }: Counts): number {
  const rows = total(actual);
  const inTargets = rows ** 2 - dot(actual, actual);
  const inLabels = rows ** 2 - dot(said, said);
  if (!(inTargets > 0)) return Number.NaN;
  if (!(inLabels > 0)) return 0;
  const value = (total(both) * rows - dot(actual, said)) / Math.sqrt(inTargets * inLabels);
  return Math.min(1, Math.max(-1, value));
}

/**
 * Matthews correlation of labels and targets: 1 perfect, 0 no better than chance, for two or more classes (Gorodkin's R_K).
 * 0 where one class is named throughout, the limit of chance; NaN where all rows are of one class.
 */
export const mcc = defineMetric({
  name: "mcc",
  title: "MCC",
  better: "higher",
  range: [-1, 1],
  labelsOnly: true,
  kinds: ["binary", "multiclass"],
  doc: "Correlation between the labels said and the right ones; 0 is chance, whatever the sizes of the classes.",
  paper: "Chicco & Jurman 2020, doi:10.1186/s12864-019-6413-7; Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006",
  aliases: ["Matthews correlation", "phi coefficient"],
  advice: {
    when: "One number for classes of unequal size: it is high only if all four cells of the table of errors are good.",
    pitfalls: ["It falls with the share of a class, too: compare it only on data of the same shares."],
  },
  prepare: (p) => {
    const count = countClasses(p);
    return (weights) => correlation(count(weights));
  },
});
