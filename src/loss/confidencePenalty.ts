import { add, logSoftmax, mul, neg, softmax, sum } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/** −Σ target log p − β H(p), H(p) = −Σ p log p: predictions stay as uncertain as the data let them. */
export const confidencePenalty = defineLoss({
  name: "confidencePenalty",
  doc: "Cross entropy less β times the entropy of the prediction: against overconfidence.",
  paper: "Pereyra et al. 2017, arXiv:1701.06548",
  aliases: ["entropy penalty"],
  advice: {
    when: "Classifiers that are too sure; an alternative to label smoothing.",
    typical: "0.1",
  },
  target: "classes",
  settings: {
    strength: {
      default: 0.1,
      range: [0, 10],
      search: [0.01, 1, "log"],
      strength: true,
      doc: "β, the pull to uncertainty.",
    },
  },
  main: "strength",
  rows: (prediction, target, { strength }, mode) => {
    const logs = logSoftmax(prediction, -1);
    const data = neg(sum(mul(target, logs), [1]));
    return mode === "infer" ? data : add(data, mul(strength, sum(mul(softmax(prediction, -1), logs), [1])));
  },
  head: (prediction) => softmax(prediction, -1),
});
