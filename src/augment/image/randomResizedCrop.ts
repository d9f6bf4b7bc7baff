import { type Random, randomOf } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { between, interval, roundEven, sides } from "./draw.ts";
import type { Size } from "./image.ts";
import { sizeOf, withStep } from "./picture.ts";
import { type Box, cropTo, resizeTo } from "./steps.ts";

type Interval = readonly [low: number, high: number];

/** The largest box in the middle whose ratio, width ÷ height, is allowed. */
function middleBox({ height, width }: Size, [low, high]: Interval): Box {
  const ratio = width / height;
  const [h, w] =
    ratio < low ? [roundEven(width / low), width] : ratio > high ? [height, roundEven(height * high)] : [height, width];
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
}

/** A box whose area and log-ratio are uniform; the middle one when ten draws do not fit. */
function drawBox(random: Random, size: Size, scale: Interval, ratio: Interval): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = size.height * size.width * between(random, ...scale);
    const aspect = Math.exp(between(random, Math.log(ratio[0]), Math.log(ratio[1])));
    const [width, height] = [roundEven(Math.sqrt(area * aspect)), roundEven(Math.sqrt(area / aspect))];
    if (width < 1 || height < 1 || width > size.width || height > size.height) continue;
    const top = random.below(size.height - height + 1);
    return { top, left: random.below(size.width - width + 1), height, width };
  }
  return middleBox(size, ratio);
}

/** A box of random area and ratio, resized to one size: bilinear, averaging where it shrinks. */
export const randomResizedCrop = defineImage({
  name: "randomResizedCrop",
  doc: "A box of random area and ratio, resized to one size.",
  paper: "Szegedy et al. 2015, doi:10.1109/CVPR.2015.7298594",
  aliases: ["inception crop", "random zoom"],
  advice: {
    when: "Photographs of objects of any size: the strongest single augmentation on ImageNet.",
    typical: "scale 0.08–1 for long training, 0.35–1 for fine-tuning and small images",
    pitfalls: ["A small scale may crop the object away."],
  },
  settings: {
    size: { default: 224, sizes: [1, 16384], axes: 2, doc: "Pixels that come out, or [height, width]." },
    scale: { default: [0.08, 1], each: [1e-6, 1], doc: "Area of the box as a fraction of the image, from … to." },
    ratio: { default: [3 / 4, 4 / 3], each: [0.01, 100], doc: "Width ÷ height of the box, from … to." },
  },
  main: "size",
  audit: [
    {
      stage: "crop",
      strengths: [0.1, 0.2, 0.35, 0.5, 0.75, 0.92],
      unit: " of the area gone",
      at: (s, [, height = 1, width = 1]) => ({ size: [height, width], scale: [1 - s, 1] }),
    },
  ],
  sample: (key, size, { scale, ratio }) =>
    drawBox(
      randomOf(key),
      size,
      interval("randomResizedCrop", "scale", scale),
      interval("randomResizedCrop", "ratio", ratio),
    ),
  plan: (picture, box, { size }) => {
    const cropped = withStep(picture, cropTo(box));
    return withStep(cropped, resizeTo(sizeOf(cropped), sides(size)));
  },
  resized: ({ channels }, _box, { size }) => ({ channels, height: sides(size)[0], width: sides(size)[1] }),
});
