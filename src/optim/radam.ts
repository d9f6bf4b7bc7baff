import { rectification } from "../kernel/index.ts";
import { moments } from "./adam.ts";
import {
  decaysSetting,
  decoupledDecaySetting,
  defineOptimizer,
  l2Setting,
  learningRateSetting,
  plainMetric,
} from "./define.ts";

/** Adam whose step is plain momentum until the second moment's variance is known, then rectified: no warm-up needed. */
export const radam = defineOptimizer({
  name: "radam",
  doc: "Adam that trusts its second moment only as far as it is known; needs no warm-up.",
  paper: "Liu et al. 2020, arXiv:1908.03265",
  advice: {
    when: "As adam, where it would need a warm-up.",
  },
  settings: {
    learningRate: learningRateSetting(1e-3),
    ...moments,
    l2: l2Setting,
    weightDecay: decoupledDecaySetting,
    decays: decaysSetting,
  },
  slots: ["firstMoment", "secondMoment"],
  update: (kernels, { parameters, gradients, slots }, { beta1, beta2, epsilon }, strengths) =>
    kernels.radam(
      { parameters, gradients, firstMoment: slots[0]!, secondMoment: slots[1]! },
      { ...strengths, beta1, beta2, epsilon },
    ),
  metric: ({ slots }, { beta2, epsilon }, { learningRate, step }) => {
    const root = rectification(beta2, step);
    if (root === undefined) return plainMetric(learningRate);
    return { rate: learningRate * root, slot: slots[1]!, start: 0, epsilon };
  },
});
