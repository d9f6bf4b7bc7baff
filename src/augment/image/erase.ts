import { type Key, randomOf } from "../../core/index.ts";
import type { Image } from "./image.ts";
import type { Box } from "./steps.ts";

/** The image with other values in the box. */
export function fillBox(image: Image, { top, left, height, width }: Box, value: () => number): Image {
  const data = Float32Array.from(image.data);
  for (let channel = 0; channel < image.channels; channel++)
    for (let row = top; row < top + height; row++) {
      const from = (channel * image.height + row) * image.width + left;
      for (let i = from; i < from + width; i++) data[i] = value();
    }
  return { ...image, data };
}

/** Standard normal numbers of a key. */
export function normals(key: Key): () => number {
  const random = randomOf(key);
  return () => random.normal();
}
