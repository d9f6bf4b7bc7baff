import { greyOrRgb, type Image } from "./image.ts";

/** floor(levels · x) / levels, with 2^bits levels. */
export function posterized(image: Image, bits: number): Image {
  const levels = 2 ** bits;
  return { ...image, data: image.data.map((v) => Math.min(Math.max(Math.floor(v * levels), 0), levels - 1) / levels) };
}

/** 1 − x where x ≥ threshold. */
export const solarized = (image: Image, threshold: number): Image => ({
  ...image,
  data: image.data.map((v) => (v >= threshold ? 1 - v : v)),
});

/** Each channel stretched to 0 … 1; a channel of one value stays. */
export function stretched(image: Image): Image {
  greyOrRgb("autocontrast", image);
  return byChannel(image, (plane) => {
    let [low, high] = [Infinity, -Infinity];
    for (const v of plane) [low, high] = [Math.min(low, v), Math.max(high, v)];
    if (high === low) return plane;
    return plane.map((v) => Math.min(Math.max((v - low) / (high - low), 0), 1));
  });
}

/** A function of each channel's [height · width] values. */
export function byChannel(image: Image, make: (plane: Float32Array) => Float32Array): Image {
  const plane = image.height * image.width;
  const data = new Float32Array(image.data.length);
  for (let from = 0; from < data.length; from += plane) data.set(make(image.data.subarray(from, from + plane)), from);
  return { ...image, data };
}
