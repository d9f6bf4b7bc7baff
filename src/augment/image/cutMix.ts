import { randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { blendWithPrevious, checkBatch, type ImageBatch } from "./batch.ts";
import { betaOf } from "./beta.ts";
import type { Size } from "./image.ts";
import type { Box } from "./steps.ts";

/** The batch with the box of each image taken from the image before it. */
function pasted({ count, channels, height, width, data }: ImageBatch, box: Box): Float32Array {
  const out = Float32Array.from(data);
  const length = channels * height * width;
  for (let plane = 0; plane < count * channels; plane++)
    for (let row = box.top; row < box.top + box.height; row++) {
      const to = (plane * height + row) * width + box.left;
      const from = (to - length + data.length) % data.length;
      out.set(data.subarray(from, from + box.width), to);
    }
  return out;
}

/**
 * A box of each image comes from the one before it, and the targets mix by area; the box has 1 − λ of the area before it is
 * cut off at the edges, λ ~ Beta(alpha, alpha), one box per batch. Inputs [count, channels, height, width].
 */
export const cutMix = defineAugmentation({
  name: "cutMix",
  doc: "Pastes a box of another image of the batch and mixes the targets by area.",
  paper: "Yun et al. 2019, arXiv:1905.04899",
  advice: {
    when: "Classification with soft targets; better localization than mixup.",
    typical: "1, in half of the batches",
    pitfalls: ["Small objects may be covered while their label counts."],
    interactions: ["With mixup: one of the two per batch."],
  },
  settings: {
    alpha: { default: 1, range: [0.01, 100], search: [0.2, 2, "log"], doc: "Shape of the Beta distribution of λ." },
  },
  main: "alpha",
  facts: { changesLabels: true, seesBatch: true },
  sample: (key, { height, width }: Size, { alpha }) => {
    const random = randomOf(key);
    const half = 0.5 * Math.sqrt(1 - betaOf(random, alpha, alpha));
    const part = (side: number): readonly [start: number, length: number] => {
      const [middle, reach] = [random.below(side), Math.trunc(half * side)];
      const start = Math.max(0, middle - reach);
      return [start, Math.min(side, middle + reach) - start];
    };
    const [left, across] = part(width);
    const [top, down] = part(height);
    return { box: { top, left, height: down, width: across }, lambda: 1 - (across * down) / (width * height) };
  },
  apply: (batch: ImageBatch, { box, lambda }): ImageBatch => {
    checkBatch("cutMix", batch);
    const targets = blendWithPrevious(batch.targets, batch.count, lambda);
    return { ...batch, data: pasted(batch, box), targets };
  },
});
