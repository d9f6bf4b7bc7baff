import type { Kernels } from "../../kernel/index.ts";
import { greyOrRgb, type Image } from "./image.ts";
import { room } from "./room.ts";
import { blank } from "./source.ts";

/** The image of values that a kernel makes of the values. */
export function remade(image: Image, make: (kernels: Kernels, out: Float32Array, x: Float32Array) => void): Image {
  const out = blank(image);
  make(room().kernels, out.data, image.data);
  return out;
}

/** floor(levels · x) / levels, with 2^bits levels. */
export const posterized = (image: Image, bits: number): Image =>
  remade(image, (kernels, out, x) => kernels.posterize(out, x, 2 ** bits));

/** 1 − x where x ≥ threshold. */
export const solarized = (image: Image, threshold: number): Image =>
  remade(image, (kernels, out, x) => kernels.solarize(out, x, threshold));

/** Each channel stretched to 0 … 1; a channel of one value stays. */
export function stretched(image: Image): Image {
  greyOrRgb("autocontrast", image);
  return byChannel(image, (kernels, out, x) => {
    const [low, high] = [kernels.least(x), kernels.most(x)];
    const by = 1 / (high - low);
    if (high === low) out.set(x);
    else kernels.scaleShift(out, x, by, -low * by, { least: 0, most: 1 });
  });
}

/** A kernel's work on each channel's [height · width] values. */
export function byChannel(image: Image, make: (kernels: Kernels, out: Float32Array, x: Float32Array) => void): Image {
  const plane = image.height * image.width;
  return remade(image, (kernels, out, x) => {
    for (let from = 0; from < x.length; from += plane)
      make(kernels, out.subarray(from, from + plane), x.subarray(from, from + plane));
  });
}
