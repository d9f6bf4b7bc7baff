import { defineImage } from "./define.ts";
import { sides } from "./draw.ts";
import type { Size } from "./image.ts";
import { sizeOf, withStep } from "./picture.ts";
import { resizeTo } from "./steps.ts";

/** One number is the shorter side; the longer one keeps the ratio, rounded down. */
function resizedSides({ height, width }: Size, size: number | readonly number[]): readonly [number, number] {
  if (typeof size !== "number") return sides(size);
  const long = Math.max(1, Math.trunc((size * Math.max(height, width)) / Math.min(height, width)));
  return width <= height ? [long, size] : [size, long];
}

/** The whole image at another size: bilinear, averaging where it shrinks. One number is the shorter side. */
export const resize = defineImage({
  name: "resize",
  doc: "The whole image at another size.",
  advice: {
    when: "Images of several sizes, or larger than the model takes.",
    typical: "256 before a crop to 224",
    pitfalls: ["[height, width] changes the ratio of the sides: one number keeps it."],
    interactions: ["With crops and rotations in one compose an image is resampled once."],
  },
  settings: {
    size: { default: 256, sizes: [1, 16384], axes: 2, doc: "The shorter side in pixels, or [height, width]." },
  },
  main: "size",
  facts: { deterministic: true },
  sample: () => ({}),
  plan: (picture, _drawn, { size }) =>
    withStep(picture, resizeTo(sizeOf(picture), resizedSides(sizeOf(picture), size))),
  resized: (from, _drawn, { size }) => {
    const [height, width] = resizedSides(from, size);
    return { channels: from.channels, height, width };
  },
});
