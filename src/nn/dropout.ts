import { mul } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { silencedRate } from "./rate.ts";

/** Silences a random fraction of entries and rescales the rest, so E[y] = x. Any shape. */
export const dropout = defineLayer({
  name: "dropout",
  doc: "Silences random entries while learning, so that no unit relies on another.",
  paper: "Srivastava et al. 2014, JMLR 15:1929",
  advice: {
    when: "Dense layers that overfit.",
    typical: "0.5 in dense layers, 0.1 to 0.2 after convolutions; published searches on tables: median 0.23",
    cost: "a mask a step, and more epochs: 2 to 3 times as many in the paper",
    pitfalls: [
      "Where the model underfits it does harm (ViT-T on ImageNet: 73.9 → 67.9 %): diagnose first, or let the schedule early end it (74.3 %).",
    ],
    interactions: [
      "Before batch norm it costs accuracy (DenseNet on CIFAR-100: 77.4 → 68.6 %): use it only after the last batch norm, or with layer norm.",
      "Goes well with maxNorm and a high learning rate.",
    ],
  },
  settings: { rate: silencedRate },
  main: "rate",
  facts: { drawsNoise: true },
  apply: (x, { rate }, { mode, noise }) => (mode === "infer" ? x : mul(x, noise.keep(x.shape, rate))),
});
