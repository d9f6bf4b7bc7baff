import { add, constant, logSoftmax, mul, neg, softmax, sub, sum, type Value } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

const weighting = (classWeights: readonly number[]): Value | undefined =>
  classWeights.length === 0 ? undefined : constant(classWeights, [1, classWeights.length]);
const weighted = (x: Value, weights: Value | undefined): Value => (weights === undefined ? x : mul(x, weights));

/**
 * −Σ q log softmax(z) with q = (1 − ε) target + ε / classes. Class weights multiply each class's term, and the mean is
 * taken over the weights of the rows' classes, as PyTorch's with class indices.
 */
export const crossEntropy = defineLoss({
  name: "crossEntropy",
  doc: "Log loss of class probabilities, with label smoothing and class weights.",
  paper: "label smoothing: Szegedy et al. 2016, arXiv:1512.00567",
  advice: {
    when: "Classes that exclude each other.",
    interactions: ["Label smoothing 0.1 helps accuracy and hurts AUC and distillation."],
  },
  target: "classes",
  settings: {
    labelSmoothing: {
      default: 0,
      range: [0, 0.9],
      search: [0.01, 0.2, "log"],
      strength: true,
      doc: "ε, the share of the target spread over all classes. It blurs AUC.",
    },
    classWeights: { default: [], each: [0, 1e6], doc: "One weight per class; empty: all 1." },
  },
  main: "labelSmoothing",
  rows: (prediction, target, { labelSmoothing, classWeights }, mode) => {
    const weights = weighting(classWeights);
    const cost = neg(logSoftmax(prediction, -1));
    if (mode === "infer") return sum(weighted(mul(target, cost), weights), [1]);
    const even = constant(1 / prediction.shape[1]!);
    const wanted = add(target, mul(labelSmoothing, sub(even, target)));
    return sum(mul(weighted(wanted, weights), cost), [1]);
  },
  weights: (target, { classWeights }) => {
    const weights = weighting(classWeights);
    return weights === undefined ? undefined : sum(mul(target, weights), [1]);
  },
  head: (prediction) => softmax(prediction, -1),
});
