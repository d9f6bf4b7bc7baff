import { decaysSetting, defineOptimizer, l2Setting, learningRateSetting } from "./define.ts";

/** v ← α v + (1 − α) g²; w ← w − lr u with u = g / (√v + ε), or u ← μ u + g / (√v + ε). Centered: v less its mean gradient². */
export const rmsprop = defineOptimizer({
  name: "rmsprop",
  doc: "Divides the gradient by the root of its recent mean square.",
  paper: "Tieleman & Hinton 2012, lecture 6.5; centered: Graves 2013, arXiv:1308.0850",
  advice: {
    when: "Recurrent networks.",
  },
  settings: {
    learningRate: learningRateSetting(1e-2),
    alpha: { default: 0.99, range: [0, 0.999999], doc: "α, memory of the mean squared gradient." },
    epsilon: { default: 1e-8, range: [0, 1], doc: "Added to the root of the mean square." },
    momentum: { default: 0, range: [0, 0.9999], search: [0.5, 0.95, "linear"], doc: "μ, how much of u is kept." },
    centered: { default: false, doc: "Divide by the standard deviation instead of the root mean square." },
    l2: l2Setting,
    decays: decaysSetting,
  },
  slots: ({ momentum, centered }) => [
    "secondMoment",
    ...(centered ? ["meanGradient"] : []),
    ...(momentum > 0 ? ["velocity"] : []),
  ],
  update: (kernels, { parameters, gradients, slots }, { alpha, epsilon, momentum, centered }, strengths) =>
    kernels.rmsprop(
      {
        ...{ parameters, gradients, secondMoment: slots[0]! },
        meanGradient: centered ? slots[1] : undefined,
        velocity: momentum > 0 ? slots.at(-1) : undefined,
      },
      { ...strengths, alpha, epsilon, momentum },
    ),
  metric: ({ slots }, { epsilon, momentum, centered }, { learningRate }) =>
    centered ? undefined : { rate: learningRate / (1 - momentum), slot: slots[0]!, start: 0, epsilon },
});
