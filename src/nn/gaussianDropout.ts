import { add, div, mul, sqrt, sub } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** y = x (1 + √(rate / (1 − rate)) n) with n ~ N(0, 1): dropout's mean and variance without its zeros. Any shape. */
export const gaussianDropout = defineLayer({
  name: "gaussianDropout",
  doc: "Multiplies by Gaussian noise of mean 1 and dropout's variance.",
  paper: "Srivastava et al. 2014, JMLR 15:1929",
  advice: {
    when: "In place of dropout, at the same rate: the paper finds it as good or slightly better.",
    typical: "as dropout",
    interactions: ["Before batch norm it costs accuracy: use it only after the last batch norm, or with layer norm."],
  },
  settings: {
    rate: {
      default: 0.5,
      range: [0, 0.95],
      search: [0.05, 0.5, "linear"],
      strength: true,
      doc: "Rate of the dropout with the same variance.",
    },
  },
  main: "rate",
  facts: { drawsNoise: true },
  apply: (x, { rate }, { mode, noise }) =>
    mode === "infer" ? x : mul(x, add(1, mul(sqrt(div(rate, sub(1, rate))), noise.normal(x.shape)))),
});
