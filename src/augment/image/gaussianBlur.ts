import { randomOf, RegularizeError } from "../../core/index.ts";
import { defineImage } from "./define.ts";
import { between, interval } from "./draw.ts";
import type { Image } from "./image.ts";
import { withPixels } from "./picture.ts";

/** Softmax of −(x / sigma)² over size points in ± (size − 1) / √8: torchvision's Gaussian. */
export function gaussianKernel(size: number, sigma: number): Float32Array {
  const limit = (size - 1) / (2 * Math.SQRT2);
  const at = (i: number): number => (size === 1 ? 0 : -limit + (2 * limit * i) / (size - 1));
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-((at(i) / sigma) ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (v) => v / sum);
}

/** The index that mirroring at the first and the last pixel, without repeating them, gives. */
export function mirrored(i: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const at = ((i % period) + period) % period;
  return at < length ? at : period - at;
}

/** Filters lines of `length` entries, `stride` apart, that begin at each of `starts`. */
function alongLines(
  from: Float32Array,
  length: number,
  stride: number,
  starts: Iterable<number>,
  kernel: Float32Array,
) {
  const out = new Float32Array(from.length);
  const half = (kernel.length - 1) / 2;
  for (const start of starts)
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++)
        sum += kernel[k]! * from[start + mirrored(i + k - half, length) * stride]!;
      out[start + i * stride] = sum;
    }
  return out;
}

function blur(image: Image, kernel: Float32Array): Image {
  const { channels, height, width, data } = image;
  const rows = Array.from({ length: channels * height }, (_, i) => i * width);
  const columns = Array.from(
    { length: channels * width },
    (_, i) => Math.floor(i / width) * height * width + (i % width),
  );
  const across = alongLines(data, width, 1, rows, kernel);
  return { ...image, data: alongLines(across, height, width, columns, kernel) };
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
