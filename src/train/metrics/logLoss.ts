import { defineMetric } from "./define.ts";
import { perRow, weightedMean } from "./rows.ts";

/** float32 machine epsilon, 2⁻²³: the smallest probability that a float32 complement can tell from 0. */
const EPSILON = 2 ** -23;

/** −Σ w ln max(p_y, 2⁻²³) / Σ w, in nats. Clipped so that one certain mistake costs 15.94 and not infinity. */
export const logLoss = defineMetric({
  name: "logLoss",
  title: "log loss",
  better: "lower",
  range: [0, -Math.log(EPSILON)],
  kinds: ["binary", "multiclass"],
  doc: "Mean negative log-probability of the right class, in nats (clipped at float32 epsilon).",
  aliases: ["cross entropy score"],
  advice: {
    when: "Probabilities that are used as such.",
  },
  prepare: (p) => {
    const probability = (row: number): number => p.probabilities[row * p.classes + p.targets[row]!]!;
    const loss = perRow(p.rows, (row) => -Math.log(Math.min(1, Math.max(EPSILON, probability(row)))));
    return (weights) => weightedMean(loss, weights);
  },
});
