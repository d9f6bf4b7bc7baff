import type { Kernels, Metric } from "../kernel/index.ts";
import {
  decaysSetting,
  defineOptimizer,
  l2Setting,
  learningRateSetting,
  type StepStrengths,
  type UpdateRange,
  type UpdateStrengths,
} from "./define.ts";

/** Settings of Adam's moments. */
export const moments = {
  beta1: { default: 0.9, range: [0, 0.9999], doc: "Memory of the mean gradient." },
  beta2: { default: 0.999, range: [0, 0.999999], doc: "Memory of the mean squared gradient." },
  epsilon: { default: 1e-8, range: [0, 1], doc: "Added to the root of the second moment." },
} as const;

/** lr / (√v̂ + ε): the metric of Adam and of those that keep its second moment. */
export const rootMetric = (
  { slots }: UpdateRange,
  { beta2, epsilon }: { readonly beta2: number; readonly epsilon: number },
  { learningRate, step }: StepStrengths,
): Metric => {
  const root = Math.sqrt(1 - beta2 ** step);
  return { rate: learningRate * root, slot: slots[1]!, start: 0, epsilon: epsilon * root };
};

/** One pass of Adam's kernel. The settings are written out: spreading the strengths costs half as much as the pass over a small network. */
export function adamUpdate(
  kernels: Kernels,
  { parameters, gradients, slots: [firstMoment, secondMoment] }: UpdateRange,
  { beta1, beta2, epsilon }: { readonly beta1: number; readonly beta2: number; readonly epsilon: number },
  { learningRate, step, gradientScale, decay, l1, l2 }: UpdateStrengths,
): void {
  kernels.adam(
    { parameters, gradients, firstMoment: firstMoment!, secondMoment: secondMoment! },
    { learningRate, step, gradientScale, decay, l1, l2, beta1, beta2, epsilon },
  );
}

/** w ← w − lr m̂ / (√v̂ + ε), moments corrected for their zero start. L2, if any, is inside the gradient. */
export const adam = defineOptimizer({
  name: "adam",
  doc: "A step of about lr per weight, whatever the gradient's scale; L2 inside the gradient.",
  paper: "Kingma & Ba 2015, arXiv:1412.6980",
  advice: {
    when: "The usual first choice.",
    typical: "lr 1e-3",
    pitfalls: ["Its l2 passes through the moments: for weight decay take adamW."],
  },
  settings: { learningRate: learningRateSetting(1e-3), ...moments, l2: l2Setting, decays: decaysSetting },
  slots: ["firstMoment", "secondMoment"],
  update: adamUpdate,
  metric: rootMetric,
});
