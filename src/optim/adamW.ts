import { adamUpdate, moments, rootMetric } from "./adam.ts";
import { decaysSetting, defineOptimizer, learningRateSetting } from "./define.ts";

/** Adam with decoupled decay: w ← w (1 − lr · weightDecay), then Adam's step on the data's gradient alone. */
export const adamW = defineOptimizer({
  name: "adamW",
  doc: "Adam whose decay does not pass through the moments.",
  paper: "Loshchilov & Hutter 2019, arXiv:1711.05101",
  advice: {
    when: "Whenever weight decay is wanted.",
    typical: "lr 1e-3, decay 1e-2; tables: β₂ 0.95 and decay 0.02 (RealMLP), lr 2e-3 and decay 3e-4 (TabM)",
    pitfalls: ["A step decays weights by lr · weightDecay: who changes one tunes the other."],
    interactions: ["Batch norm hides the size of weights: decay then acts on the effective learning rate."],
  },
  settings: {
    learningRate: learningRateSetting(1e-3),
    ...moments,
    weightDecay: { default: 1e-2, range: [0, 10], search: [1e-4, 1, "log"], strength: true, doc: "Decoupled decay." },
    decays: decaysSetting,
  },
  slots: ["firstMoment", "secondMoment"],
  update: adamUpdate,
  metric: rootMetric,
});
