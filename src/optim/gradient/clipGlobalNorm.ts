import { boundingFactor } from "./bound.ts";
import { defineGradientTransform } from "./define.ts";

/** g ← g · min(1, limit / ‖g‖) with the norm over all parameters: the direction stays. PyTorch's clip_grad_norm_. */
export const clipGlobalNorm = defineGradientTransform({
  name: "clipGlobalNorm",
  doc: "Bounds the L2 norm of the whole gradient.",
  paper: "Pascanu et al. 2013, arXiv:1211.5063",
  aliases: ["gradient clipping", "clip_grad_norm"],
  advice: {
    when: "Losses that jump: recurrent networks, high rates, wild batches.",
    typical: "1.0",
    cost: "one sum over the gradient",
  },
  settings: { limit: { default: 1, range: [1e-30, 1e30], search: [0.1, 10, "log"], doc: "Largest norm of it all." } },
  main: "limit",
  transform: (kernels, { all }, { limit }) => boundingFactor(Math.sqrt(kernels.sumSquares(all)), limit),
});
