import { add, mean, mul, rsqrt, square } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { filled } from "./init.ts";

/** x / √(mean x² + ε) · scale over the last axis. [batch, …, features]. The same in both modes. */
export const rmsNorm = defineLayer({
  name: "rmsNorm",
  doc: "Divides each row by its root mean square: layer norm without centring.",
  paper: "Zhang & Sennrich 2019, arXiv:1910.07467",
  advice: {
    when: "In place of layer norm where time counts: nothing is centred.",
    typical: "epsilon 1e-6",
  },
  settings: {
    epsilon: { default: 1e-6, range: [1e-12, 1], doc: "Added to the mean square." },
    affine: { default: true, doc: "Whether there is a scale." },
  },
  apply: (x, { epsilon, affine }, context) => {
    const y = mul(x, rsqrt(add(mean(square(x), [-1], true), epsilon)));
    return affine ? mul(y, context.parameter("weight", [x.shape.at(-1)!], filled(1), "scale")) : y;
  },
});
