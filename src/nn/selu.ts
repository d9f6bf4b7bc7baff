import { exp, minimum, mul, relu, sub, add } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

const [LAMBDA, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** λ x for x > 0, else λ α (eˣ − 1): activations drift towards mean 0 and variance 1. Any shape. Goes with alphaDropout. */
export const selu = defineLayer({
  name: "selu",
  doc: "λ x or λ α (eˣ − 1): activations drift towards mean 0 and variance 1.",
  paper: "Klambauer et al. 2017, arXiv:1706.02515",
  advice: {
    when: "Deep dense networks without norm layers; goes with alphaDropout.",
  },
  settings: {},
  apply: (x) => mul(LAMBDA, add(relu(x), mul(ALPHA, sub(exp(minimum(x, 0)), 1)))),
});
