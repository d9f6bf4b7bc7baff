import { randomOf, RegularizeError } from "../../core/index.ts";
import type { Taps } from "../../kernel/index.ts";
import { defineImage } from "./define.ts";
import { between, interval } from "./draw.ts";
import type { Image } from "./image.ts";
import { withSource } from "./picture.ts";
import { partly, room } from "./room.ts";
import { rowBlend } from "./separable.ts";
import { blank, blankBytes, channelOf, isStored, type Source, type Stored } from "./source.ts";

/** Softmax of −(x / sigma)² over size points in ± (size − 1) / √8: torchvision's Gaussian. */
export function gaussianKernel(size: number, sigma: number): Float32Array {
  const limit = (size - 1) / (2 * Math.SQRT2);
  const at = (i: number): number => (size === 1 ? 0 : -limit + (2 * limit * i) / (size - 1));
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((at(i) / sigma) ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (v) => v / sum);
}

/** The image with `half` more pixels on each side, mirrored; in its own representation. */
function padded(source: Source, half: number): Source {
  const { kernels } = room();
  const { channels, height, width } = source;
  const size = { channels, height: height + 2 * half, width: width + 2 * half };
  const window = [0, 0, width - 1, height - 1] as const;
  const move = { top: -half, left: -half, down: 1, right: 1, window, mirrored: true } as const;
  const out = isStored(source) ? blankBytes(size) : blank(size);
  if (isStored(source)) kernels.moveBytes(out as Stored, source, move);
  else kernels.moveImage(out as Image, source, move);
  return out;
}

/** The same weights for each of `length` rows. */
function tapsOf(weights: Float32Array, length: number): Taps {
  const { ints, floats } = room();
  const taps = { starts: ints(length), weights: floats(length * weights.length), count: weights.length };
  for (let i = 0; i < length; i++) {
    taps.starts[i] = i;
    taps.weights.set(weights, i * weights.length);
  }
  return taps;
}

/** One channel at a time, so that what lies in between stays in the cache. */
function blur(source: Source, weights: Float32Array): Image {
  const half = (weights.length - 1) / 2;
  const out = blank(source);
  const blend = rowBlend(source, tapsOf(weights, source.height), source.height);
  const kernel = room().floats(weights.length);
  kernel.set(weights);
  for (let channel = 0; channel < source.channels; channel++)
    partly(() => {
      const wide = padded(channelOf(source, channel), half);
      const lines = blank({ ...wide, height: source.height });
      blend(lines, wide, 0);
      room().kernels.convolve(channelOf(out, channel), lines, kernel, 1);
    });
  return out;
}

/** Convolves with a Gaussian of random width, mirroring at the edges. Kernel sizes are odd; E266 otherwise. */
export const gaussianBlur = defineImage({
  name: "gaussianBlur",
  doc: "Convolves with a Gaussian of random width.",
  advice: {
    when: "Focus and resolution vary.",
    typical: "kernel a tenth of the side for self-supervised learning",
    pitfalls: ["Fine texture may be the class; on images of 32 pixels a sigma of 2 leaves little."],
  },
  settings: {
    kernelSize: { default: 5, range: [1, 255], integer: true, doc: "Pixels that are averaged along each axis; odd." },
    sigma: { default: [0.1, 2], each: [0.01, 100], doc: "Width of the Gaussian in pixels, from … to." },
  },
  main: "kernelSize",
  audit: [
    {
      stage: "quality",
      strengths: [0.5, 1, 1.5, 2, 3],
      unit: " pixels",
      at: (s) => ({ kernelSize: 2 * Math.ceil(2 * s) + 1, sigma: [Math.min(0.1, s), s] }),
    },
  ],
  sample: (key, _size, { kernelSize, sigma }) => {
    if (kernelSize % 2 === 0)
      throw new RegularizeError({
        code: "E266",
        where: "gaussianBlur.kernelSize",
        message: "A kernel has a middle",
        expected: "an odd number",
        received: `${kernelSize}`,
        todo: `use ${kernelSize + 1}`,
      });
    return { sigma: between(randomOf(key), ...interval("gaussianBlur", "sigma", sigma)) };
  },
  plan: (picture, { sigma }, { kernelSize }) =>
    withSource(picture, (source) => blur(source, gaussianKernel(kernelSize, sigma))),
});
