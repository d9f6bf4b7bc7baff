import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { blendWithPrevious, checkBatch, type ImageBatch } from "./batch.ts";
import { betaOf } from "./beta.ts";

/**
 * x = λ xᵢ + (1 − λ) xᵢ₋₁, and the targets alike; λ ~ Beta(alpha, alpha), one per batch. The batch is expected to be shuffled.
 * Inputs [count, channels, height, width], soft targets [count, classes].
 */
export const mixup = defineAugmentation({
  name: "mixup",
  doc: "Blends each image and its target with another of the batch.",
  paper: "Zhang et al. 2018, arXiv:1710.09412",
  advice: {
    when: "Classification with soft targets; helps calibration.",
    typical: "0.2 on ImageNet, 1 on CIFAR",
    pitfalls: ["Training accuracy is of blends: score on clean data."],
    interactions: ["Label smoothing on top softens twice."],
  },
  settings: {
    alpha: { default: 1, range: [0.01, 100], search: [0.1, 1, "log"], doc: "Shape of the Beta distribution of λ." },
  },
  main: "alpha",
  facts: { changesLabels: true, seesBatch: true },
  sample: (key, _batch: unknown, { alpha }) => ({ lambda: betaOf(randomOf(key), alpha, alpha) }),
  apply: (batch: ImageBatch, { lambda }): ImageBatch => {
    checkBatch("mixup", batch);
    const mix = (rows: Float32Array): Float32Array => blendWithPrevious(rows, batch.count, lambda);
    return { ...batch, data: mix(batch.data), targets: mix(batch.targets) };
  },
});
