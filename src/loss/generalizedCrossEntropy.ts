import { div, exp, logSoftmax, mul, softmax, sub, sum } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/** Σ target (1 − p^q) / q, p = softmax(z): crossEntropy as q → 0, the mean absolute error at q = 1, which wrong labels pull less. */
export const generalizedCrossEntropy = defineLoss({
  name: "generalizedCrossEntropy",
  doc: "Between cross entropy and absolute error: wrong labels pull with a bounded force.",
  paper: "Zhang & Sabuncu 2018, arXiv:1805.07836",
  aliases: ["GCE", "noisy labels"],
  advice: {
    when: "Some training labels are wrong.",
    typical: "q 0.7",
  },
  target: "classes",
  settings: {
    q: {
      default: 0.7,
      range: [0.01, 1],
      search: [0.1, 1, "linear"],
      strength: true,
      doc: "From log (0) to absolute (1).",
    },
  },
  main: "q",
  rows: (prediction, target, { q }) => {
    const agreed = exp(mul(q, logSoftmax(prediction, -1)));
    return sum(mul(target, div(sub(1, agreed), q)), [1]);
  },
  head: (prediction) => softmax(prediction, -1),
});
