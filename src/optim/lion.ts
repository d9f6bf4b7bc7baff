import { decaysSetting, decoupledDecaySetting, defineOptimizer, learningRateSetting, plainMetric } from "./define.ts";

/**
 * w ← w (1 − lr · weightDecay) − lr sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g. Every weight moves by lr, so lr is 3–10
 * times smaller than AdamW's and weightDecay as much larger. An L1 strength is measured against that unit step: at 1 it stops it.
 */
export const lion = defineOptimizer({
  name: "lion",
  doc: "Steps by the sign of the momentum: one slot; a lr 3–10 times smaller than AdamW's.",
  paper: "Chen et al. 2023, arXiv:2302.06675",
  advice: {
    when: "Large batches, and memory that must hold one slot only.",
    typical: "lr 3 to 10 times smaller than adamW's, decay as much larger",
    pitfalls: ["Every weight moves by lr, however small its gradient: adamW's lr is too large for it."],
  },
  settings: {
    learningRate: learningRateSetting(1e-4),
    beta1: { default: 0.9, range: [0, 0.9999], doc: "Memory of the momentum in the step." },
    beta2: { default: 0.99, range: [0, 0.999999], doc: "Memory of the momentum that is kept." },
    weightDecay: decoupledDecaySetting,
    decays: decaysSetting,
  },
  slots: ["momentum"],
  update: (kernels, { parameters, gradients, slots }, { beta1, beta2 }, strengths) =>
    kernels.lion({ parameters, gradients, momentum: slots[0]! }, { ...strengths, beta1, beta2 }),
  metric: (_, __, { learningRate }) => plainMetric(learningRate),
});
