import { defineAveraging } from "./define.ts";

/** a ← d a + (1 − d) w after each step, d = min(decay, (1 + n) / (10 + n)): the warm-up keeps early weights from lingering. */
export const ema = defineAveraging({
  name: "ema",
  doc: "Exponential moving average of the weights: a smoother model at no cost for inference.",
  paper: "Polyak & Juditsky 1992, doi:10.1137/0330046; warm-up as TensorFlow's",
  aliases: ["exponential moving average", "model ema"],
  advice: {
    when: "Nearly always: a smoother model beside the raw one.",
    typical: "0.999 with warm-up",
    cost: "one copy of the weights",
    interactions: ["Batch norm's statistics belong to the raw weights: they are estimated again."],
  },
  settings: {
    decay: {
      default: 0.999,
      range: [0, 0.999999],
      search: [0.9, 0.9999, "log"],
      doc: "d, how much of the average stays.",
    },
    warmup: { default: true, doc: "Whether d grows from .1 over the first steps." },
  },
  main: "decay",
  isModel: true,
  update: (kernels, { parameters, average }, count, _, { decay, warmup }) => {
    const d = warmup ? Math.min(decay, (1 + count) / (10 + count)) : decay;
    kernels.lerp(average, parameters, 1 - d);
    return count + 1;
  },
});
