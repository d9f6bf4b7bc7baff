import { constant, logSoftmax, maximum, mul, neg, pow, softmax, sub, sum } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/** Keeps 1 − p off zero, where the derivative of a power below 1 is infinite. */
const LEAST = 1e-12;

/** −Σ target w (1 − p)^γ log p, p = softmax(z): what is certain already counts little. At γ = 0 it is crossEntropy. */
export const focal = defineLoss({
  name: "focal",
  doc: "Cross entropy that turns to the hard rows: for rare classes.",
  paper: "Lin et al. 2017, arXiv:1708.02002",
  aliases: ["focal loss"],
  advice: {
    when: "Rare classes among many easy rows.",
    typical: "γ 2",
  },
  target: "classes",
  settings: {
    gamma: {
      default: 2,
      range: [0, 10],
      search: [0.5, 5, "log"],
      strength: true,
      doc: "γ, how little easy rows count.",
    },
    classWeights: { default: [], each: [0, 1e6], doc: "One weight per class, the paper's α; empty: all 1." },
  },
  main: "gamma",
  rows: (prediction, target, { gamma, classWeights }) => {
    const miss = maximum(sub(1, softmax(prediction, -1)), LEAST);
    const cost = mul(pow(miss, gamma), neg(logSoftmax(prediction, -1)));
    const share = classWeights.length === 0 ? target : mul(target, constant(classWeights, [1, classWeights.length]));
    return sum(mul(share, cost), [1]);
  },
  weights: (target, { classWeights }) =>
    classWeights.length === 0 ? undefined : sum(mul(target, constant(classWeights, [1, classWeights.length])), [1]),
  head: (prediction) => softmax(prediction, -1),
});
