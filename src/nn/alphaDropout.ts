import { add, mul, rsqrt, sub } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** λ α of selu: what it tends to far below zero, with the sign turned. */
const ALPHA = 1.7580993408473766;

/**
 * Sets entries to selu's low value, then shifts and scales: y = a (m x + α (m − q)) with m = 1 for a share q = 1 − rate,
 * a = 1/√(q (1 + α² rate)). Where x has mean 0 and variance 1, as behind selu, so has y. Any shape.
 */
export const alphaDropout = defineLayer({
  name: "alphaDropout",
  doc: "Dropout that keeps mean 0 and variance 1: for selu networks.",
  paper: "Klambauer et al. 2017, arXiv:1706.02515",
  advice: {
    when: "Behind selu, whose mean and variance it keeps.",
    typical: "0.05 to 0.1",
    pitfalls: ["With other activations use dropout."],
  },
  settings: {
    rate: { default: 0.1, range: [0, 0.95], search: [0.02, 0.2, "linear"], strength: true, doc: "Fraction set low." },
  },
  main: "rate",
  facts: { drawsNoise: true },
  apply: (x, { rate }, { mode, noise }) => {
    if (mode === "infer") return x;
    const kept = sub(1, rate);
    const mask = mul(noise.keep(x.shape, rate), kept);
    const scale = rsqrt(mul(kept, add(1, mul(ALPHA ** 2, rate))));
    return mul(scale, add(mul(mask, x), mul(ALPHA, sub(mask, kept))));
  },
});
