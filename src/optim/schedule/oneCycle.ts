import { defineSchedule, now, perSetting } from "./define.ts";

const SHAPES = {
  cosine: (from: number, to: number, share: number): number => to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share)),
  linear: (from: number, to: number, share: number): number => from + (to - from) * share,
} as const;

/**
 * Up from 1/div to 1 during the first `warmup` of the training, then down to 1/divFinal, which the last step has: the base
 * value is the greatest. Defaults are fastai's; PyTorch's are warmup .3 and divFinal 25e4.
 */
export const oneCycle = defineSchedule({
  name: "oneCycle",
  doc: "Up, then far down: one cycle over the whole training, with a high rate in between.",
  paper: "Smith & Topin 2018, arXiv:1708.07120",
  aliases: ["super-convergence"],
  advice: {
    when: "Few epochs at a high rate.",
    typical: "the base rate from lrFind; div 25, warmup 0.25",
  },
  settings: {
    warmup: { default: 0.25, range: [0, 1], search: [0.1, 0.5, "linear"], doc: "Share of the training that goes up." },
    div: { default: 25, range: [1, 1e9], doc: "The base value over the first." },
    divFinal: { default: 1e5, range: [1, 1e12], doc: "The base value over the last." },
    shape: { default: "cosine", choices: ["cosine", "linear"], doc: "How it goes from one to the other." },
    per: perSetting("step"),
  },
  factor: (progress, { warmup, div, divFinal, shape, per }) => {
    const unit = per === "epoch" ? 1 : 1 / progress.stepsPerEpoch;
    const [at, top, last] = [now(progress, per), warmup * progress.epochs - unit, progress.epochs - unit];
    if (at <= top) return SHAPES[shape](1 / div, 1, top > 0 ? at / top : 1);
    const start = Math.max(0, top);
    return SHAPES[shape](1, 1 / divFinal, Math.min(1, (at - start) / Math.max(1e-12, last - start)));
  },
});
