import { defineSchedule, now, perSetting } from "./define.ts";

/**
 * Warm-up from `warmupStart` to 1 over `warmupEpochs`, then ½ (1 + cos π t) from 1 to `final`, t the share of the
 * remaining time. By steps it follows every step, by epochs it changes at their start, as PyTorch's CosineAnnealingLR.
 */
export const cosine = defineSchedule({
  name: "cosine",
  doc: "Linear warm-up, then half a cosine down.",
  paper: "Loshchilov & Hutter 2017, arXiv:1608.03983",
  aliases: ["cosine annealing", "warmup"],
  advice: {
    when: "The number of epochs is known beforehand.",
  },
  settings: {
    warmupEpochs: { default: 0, range: [0, 1e6], doc: "Length of the warm-up." },
    warmupStart: { default: 0, range: [0, 1], doc: "Share of the base value at the first step." },
    final: { default: 0, range: [0, 1], doc: "Share of the base value at the end." },
    per: perSetting("step"),
  },
  factor: (progress, { warmupEpochs, warmupStart, final, per }) => {
    const [at, { epochs }] = [now(progress, per), progress];
    if (at < warmupEpochs) return warmupStart + (1 - warmupStart) * (at / warmupEpochs);
    const share = Math.min(1, (at - warmupEpochs) / Math.max(1e-12, epochs - warmupEpochs));
    return final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * share));
  },
});
