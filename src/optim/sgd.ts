import { decaysSetting, defineOptimizer, l2Setting, learningRateSetting, plainMetric } from "./define.ts";

/**
 * Σ of what a gradient moves, over all steps to come, in units of lr: 1 / (1 − μ) without dampening. L1's step is
 * multiplied by it, because it passes no velocity: only then does the minimum of loss + λ Σ|w| stay where it is.
 */
const gainOf = (momentum: number, dampening: number, nesterov: boolean): number => {
  const byVelocity = (1 - dampening) / (1 - momentum);
  return momentum === 0 ? 1 : nesterov ? 1 + momentum * byVelocity : byVelocity;
};

/** v ← μ v + (1 − τ) g; w ← w − lr v, or w − lr (g + μ v) with Nesterov. The first v is g, as PyTorch's. */
export const sgd = defineOptimizer({
  name: "sgd",
  doc: "Gradient descent with momentum.",
  paper: "Sutskever et al. 2013, ICML 30",
  advice: {
    when: "With momentum 0.9 and a schedule: images, SAM and SWA.",
    typical: "momentum 0.9",
    pitfalls: ["Its l2 passes through the momentum, its weightDecay does not: they are two settings."],
  },
  settings: {
    learningRate: learningRateSetting(1e-2),
    momentum: {
      default: 0.9,
      range: [0, 0.9999],
      search: [0.8, 0.99, "linear"],
      doc: "μ, how much of the last step is kept.",
    },
    dampening: { default: 0, range: [0, 1], doc: "τ, how much of the gradient is left out of v." },
    nesterov: { default: false, doc: "Look ahead along v before stepping." },
    l2: l2Setting,
    weightDecay: { default: 0, range: [0, 10], search: [1e-6, 1e-2, "log"], strength: true, doc: "Decoupled decay." },
    decays: decaysSetting,
  },
  slots: ["velocity"],
  update: (
    kernels,
    { parameters, gradients, slots: [velocity] },
    { momentum, dampening, nesterov },
    { step, l1, ...strengths },
  ) =>
    kernels.sgd(
      { parameters, gradients, velocity: velocity! },
      {
        ...strengths,
        ...{ momentum, dampening, nesterov, firstStep: step === 1 },
        l1: l1 * gainOf(momentum, dampening, nesterov),
      },
    ),
  metric: (_, { momentum, dampening, nesterov }, { learningRate }) =>
    plainMetric(learningRate * gainOf(momentum, dampening, nesterov)),
});
