import { greyOrRgb, type Image } from "./image.ts";
import { room } from "./room.ts";
import { blank } from "./source.ts";

/** x · factor + (1 − factor) · smoothed x, clamped; the outermost pixels stay. Factor 0 smooths, 1 changes nothing. */
export function sharpened(image: Image, factor: number): Image {
  greyOrRgb("sharpness", image);
  if (image.height <= 2 || image.width <= 2) return image;
  const out = blank(image);
  room().kernels.sharpen(out, image, factor);
  return out;
}
