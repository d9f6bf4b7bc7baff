import { randomOf, RegularizeError } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { between, interval } from "./draw.ts";
import type { Image } from "./image.ts";
import { withPixels } from "./picture.ts";
import { partly, room } from "./room.ts";
import { blank, channelOf } from "./source.ts";

/** Softmax of −(x / sigma)² over size points in ± (size − 1) / √8: torchvision's Gaussian. */
export function gaussianKernel(size: number, sigma: number): Float32Array {
  const limit = (size - 1) / (2 * Math.SQRT2);
  const at = (i: number): number => (size === 1 ? 0 : -limit + (2 * limit * i) / (size - 1));
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((at(i) / sigma) ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (v) => v / sum);
}

/** One channel at a time, so that what lies in between stays in the cache. */
function blur(image: Image, weights: Float32Array): Image {
  const { kernels, floats } = room();
  const { channels, height, width } = image;
  const half = (weights.length - 1) / 2;
  const kernel = floats(weights.length);
  kernel.set(weights);
  const window = [0, 0, width - 1, height - 1] as const;
  const out = blank(image);
  for (let channel = 0; channel < channels; channel++)
    partly(() => {
      const padded = blank({ channels: 1, height: height + 2 * half, width: width + 2 * half });
      const move = { top: -half, left: -half, down: 1, right: 1, window, mirrored: true } as const;
      kernels.moveImage(padded, channelOf(image, channel), move);
      const lines = blank({ ...padded, height });
      kernels.convolve(lines, padded, kernel, 0);
      kernels.convolve(channelOf(out, channel), lines, kernel, 1);
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
    withPixels(picture, (image) => blur(image, gaussianKernel(kernelSize, sigma))),
});
