import type { Key } from "../../core/index.ts";
import type { Image } from "./image.ts";
import { room } from "./room.ts";
import { blank } from "./source.ts";
import type { Box } from "./steps.ts";

/** The image with other rows in each channel of the boxes. */
function withBoxes(
  image: Image,
  boxes: readonly Box[],
  write: (data: Float32Array, from: number, end: number) => void,
): Image {
  const out = blank(image);
  out.data.set(image.data);
  for (const { top, left, height, width } of boxes)
    for (let channel = 0; channel < image.channels; channel++)
      for (let row = top; row < top + height; row++) {
        const from = (channel * image.height + row) * image.width + left;
        write(out.data, from, from + width);
      }
  return out;
}

/** The image with one value in the boxes. */
export const filled = (image: Image, boxes: readonly Box[], value: number): Image =>
  withBoxes(image, boxes, (data, from, end) => data.fill(value, from, end));

/** The image with the standard normal numbers of a key in the box. */
export function noisy(image: Image, box: Box, key: Key): Image {
  const { kernels, floats } = room();
  const noise = floats(image.channels * box.height * box.width);
  kernels.normal(noise, key, 0, 1);
  let at = 0;
  return withBoxes(image, [box], (data, from, end) => {
    data.set(noise.subarray(at, at + end - from), from);
    at += end - from;
  });
}
