import { add, constant, mean, mul, neg, sigmoid, softplus, sub, type Value } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/**
 * −[w y log σ(z) + (1 − y) log(1 − σ(z))], averaged over the outputs and computed as softplus, so it is exact at z = ±100.
 * Label smoothing draws y towards ½.
 */
export const bceWithLogits = defineLoss({
  name: "bceWithLogits",
  doc: "Log loss of yes/no outputs, from logits.",
  aliases: ["binary cross entropy"],
  advice: {
    when: "Yes or no, once or several times a row.",
  },
  target: "binary",
  settings: {
    labelSmoothing: {
      default: 0,
      range: [0, 0.9],
      search: [0.01, 0.2, "log"],
      strength: true,
      doc: "ε: targets become (1 − ε) y + ε / 2.",
    },
    positiveWeight: { default: [], each: [0, 1e6], doc: "w, one weight of the positives per output; empty: all 1." },
  },
  main: "labelSmoothing",
  rows: (prediction, target, { labelSmoothing, positiveWeight }, mode) => {
    const y: Value = mode === "infer" ? target : add(target, mul(labelSmoothing, sub(0.5, target)));
    const positive = mul(y, softplus(neg(prediction)));
    const heavy =
      positiveWeight.length === 0 ? positive : mul(positive, constant(positiveWeight, [1, positiveWeight.length]));
    return mean(add(heavy, mul(sub(1, y), softplus(prediction))), [1]);
  },
  head: (prediction) => sigmoid(prediction),
});
