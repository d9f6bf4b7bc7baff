import { boundingFactor } from "./bound.ts";
import { defineGradientTransform } from "./define.ts";

/** g ← g · min(1, limit / ‖g‖), tensor by tensor, Keras's clipnorm. */
export const clipNorm = defineGradientTransform({
  name: "clipNorm",
  doc: "Bounds the L2 norm of each tensor's gradient.",
  paper: "Pascanu et al. 2013, arXiv:1211.5063",
  aliases: ["gradient clipping"],
  advice: {
    when: "As clipGlobalNorm, each tensor by itself: the gradient's direction changes.",
    typical: "1.0",
  },
  settings: { limit: { default: 1, range: [1e-30, 1e30], search: [0.1, 10, "log"], doc: "Largest norm of a tensor." } },
  main: "limit",
  transform: (kernels, { parts }, { limit }) => {
    for (const { gradients } of parts) {
      const factor = boundingFactor(Math.sqrt(kernels.sumSquares(gradients)), limit);
      if (factor < 1) kernels.scale(gradients, factor);
    }
    return 1;
  },
});
