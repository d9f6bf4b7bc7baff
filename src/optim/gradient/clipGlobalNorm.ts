import { boundingFactor } from "./bound.ts";
import { defineGradientTransform } from "./define.ts";

/** g ← g · min(1, limit / ‖g‖) with the norm over all parameters: the direction stays. PyTorch's clip_grad_norm_. */
export const clipGlobalNorm = defineGradientTransform({
  name: "clipGlobalNorm",
  doc: "Bounds the L2 norm of the whole gradient.",
  paper: "Pascanu et al. 2013, arXiv:1211.5063",
  settings: { limit: { default: 1, range: [1e-30, 1e30], search: [0.1, 10, "log"], doc: "Largest norm of it all." } },
  main: "limit",
  transform: (kernels, { all }, { limit }) => boundingFactor(Math.sqrt(kernels.sumSquares(all)), limit),
});
