import { type image, image as images } from "../../../augment/index.ts";
import { greyOrRgb } from "../../../augment/image/image.ts";
import type { Raster } from "../../picture/index.ts";

/** Pixels ready to be put somewhere. */
export type Pixels = Omit<Raster, "x" | "y">;

/** Largest sides, in pixels, that are enlarged by whole factors, so that their own pixels can be seen. */
const TINY = 84;

interface Side {
  readonly height: number;
  readonly width: number;
}

/**
 * Sizes on the sheet, in pixels, for images in a box of `target` pixels: tiny ones are all enlarged by the same whole factor,
 * others are fitted one by one, which keeps their proportions.
 */
export function sizesOn(sides: readonly Side[], target: number): Side[] {
  const longest = sides.reduce((most, { height, width }) => Math.max(most, height, width), 1);
  const zoom = longest <= TINY ? Math.max(1, Math.floor(target / longest)) : undefined;
  return sides.map(({ height, width }) => {
    const factor = zoom ?? target / Math.max(height, width);
    const side = (length: number): number => Math.max(1, Math.round(length * factor));
    return { height: side(height), width: side(width) };
  });
}

/** Grey or RGB planes as interleaved RGB bytes. */
export function interleaved(image: image.Image): Uint8Array {
  greyOrRgb("imageSheet", image);
  const planes = images.toBytes(image);
  const size = image.height * image.width;
  const rgb = new Uint8Array(3 * size);
  for (let i = 0; i < size; i++)
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = planes[image.channels === 1 ? i : c * size + i]!;
  return rgb;
}

/** Each pixel as a block of zoom × zoom. */
function enlarged(rgb: Uint8Array, from: Side, to: Side): Uint8Array {
  const stride = 3 * to.width;
  const out = new Uint8Array(to.height * stride);
  const [tall, wide] = [to.height / from.height, to.width / from.width];
  for (let row = 0; row < from.height; row++) {
    const first = row * tall * stride;
    let at = first;
    for (let pixel = 3 * row * from.width; pixel < 3 * (row + 1) * from.width; pixel += 3)
      for (let i = 0; i < wide; i++) for (let c = 0; c < 3; c++) out[at++] = rgb[pixel + c]!;
    for (let i = 1; i < tall; i++) out.copyWithin(first + i * stride, first, first + stride);
  }
  return out;
}

/** The image at a size: whole factors repeat pixels, enlarging is bilinear, reducing averages (Lanczos). */
export async function pixelsAt(image: image.Image, to: Side): Promise<Pixels> {
  const rgb = interleaved(image);
  if (to.width % image.width === 0 && to.height % image.height === 0) return { ...to, rgb: enlarged(rgb, image, to) };
  const { default: sharp } = await import("sharp");
  const kernel = to.width > image.width ? "linear" : "lanczos3";
  const pixels = await sharp(rgb, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(to.width, to.height, { kernel, fit: "fill" })
    .raw()
    .toBuffer();
  return { ...to, rgb: pixels };
}
