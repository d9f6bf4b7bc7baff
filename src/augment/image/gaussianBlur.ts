import { randomOf, RegularizeError } from "../../core/index.ts";
import type { Move, Taps } from "../../kernel/index.ts";
import { defineImage } from "./define.ts";
import { between, interval } from "./draw.ts";
import type { Image, Size } from "./image.ts";
import { withSource } from "./picture.ts";
import { partly, room } from "./room.ts";
import { byteTapsOf } from "./separable.ts";
import { blank, blankBytes, channelOf, isStored, type Source, type Stored } from "./source.ts";

/** Softmax of −(x / sigma)² over size points in ± (size − 1) / √8: torchvision's Gaussian. */
export function gaussianKernel(size: number, sigma: number): Float32Array {
  const limit = (size - 1) / (2 * Math.SQRT2);
  const at = (i: number): number => (size === 1 ? 0 : -limit + (2 * limit * i) / (size - 1));
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((at(i) / sigma) ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (v) => v / sum);
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

/** The size with `half` more pixels on each side, and where they come from. */
function padding({ height, width }: Size, half: number): readonly [size: Size, move: Move] {
  const window = [0, 0, width - 1, height - 1] as const;
  const size = { channels: 1, height: height + 2 * half, width: width + 2 * half };
  return [size, { top: -half, left: -half, down: 1, right: 1, window, mirrored: true }];
}

function blurBytes(source: Stored, weights: Float32Array, out: Image): void {
  const { kernels, shorts } = room();
  const half = (weights.length - 1) / 2;
  const [size, move] = padding(source, half);
  const taps = byteTapsOf(tapsOf(weights, source.height), source.height);
  const firstHalf = shorts(2 * Math.floor(half / 2 + 1)).fill(0);
  firstHalf.set(taps.weights.subarray(0, half + 1));
  const lines = { ...size, height: source.height };
  for (let channel = 0; channel < source.channels; channel++)
    partly(() => {
      const [padded, words] = [blankBytes(size), shorts(lines.height * lines.width + 8)];
      kernels.moveBytes(padded, channelOf(source, channel), move);
      kernels.blendByteRows({ ...lines, shorts: words }, padded, 0, taps);
      kernels.convolveShorts(channelOf(out, channel), { ...lines, shorts: words }, half, firstHalf);
    });
}

function blurFloats(image: Image, weights: Float32Array, out: Image): void {
  const { kernels, floats } = room();
  const [size, move] = padding(image, (weights.length - 1) / 2);
  const kernel = floats(weights.length);
  kernel.set(weights);
  for (let channel = 0; channel < image.channels; channel++)
    partly(() => {
      const [padded, lines] = [blank(size), blank({ ...size, height: image.height })];
      kernels.moveImage(padded, channelOf(image, channel), move);
      kernels.convolve(lines, padded, kernel, 0);
      kernels.convolve(channelOf(out, channel), lines, kernel, 1);
    });
}

/** One channel at a time, so that what lies in between stays in the cache. */
function blur(source: Source, weights: Float32Array): Image {
  const out = blank(source);
  if (isStored(source)) blurBytes(source, weights, out);
  else blurFloats(source, weights, out);
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
