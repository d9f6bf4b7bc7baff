import type { ImageShape } from "./types.ts";

/** Thumbnails are at most this wide and high: finer detail is what re-encoding and scaling change. */
const SIDE = 16;
/** Largest mean absolute difference of two thumbnails of one picture, in 1/255 … */
export const MEAN_DIFFERENCE = 4.5;
/** … and largest difference of one of their pixels. Both shrink … */
const PIXEL_DIFFERENCE = 28;
/** … with the standard deviation of the brightness below this, … */
const FULL_CONTRAST = 40;
/** … but not below this share. Found on re-encoded and scaled photographs, digits and clothes. */
const LEAST_SHARE = 0.125;

const blockOf = (side: number): number => Math.ceil(side / SIDE);

/** [height, width] of a thumbnail: whole blocks of pixels. */
export const thumbnailShape = ([, height, width]: ImageShape): readonly [height: number, width: number] => [
  Math.ceil(height / blockOf(height)),
  Math.ceil(width / blockOf(width)),
];

/** Block means of each channel: [channels, height, width] → [channels, …thumbnailShape]. */
export function thumbnail(pixels: Uint8Array, shape: ImageShape): Uint8Array {
  const [channels, height, width] = shape;
  const [rows, columns] = thumbnailShape(shape);
  const [down, across] = [blockOf(height), blockOf(width)];
  const out = new Uint8Array(channels * rows * columns);
  for (let at = 0; at < out.length; at++) {
    const top = (Math.floor(at / columns) % rows) * down;
    const left = (at % columns) * across;
    const bottom = Math.min(height, top + down);
    const right = Math.min(width, left + across);
    const plane = Math.floor(at / (rows * columns)) * height;
    let sum = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += pixels[(plane + y) * width + x]!;
    out[at] = Math.round(sum / ((bottom - top) * (right - left)));
  }
  return out;
}

/** Standard deviation of the entries. */
export function contrastOf(thumb: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of thumb) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / thumb.length;
  return Math.sqrt(Math.max(0, squares / thumb.length - mean * mean));
}

/**
 * Do two thumbnails show one picture? Different pictures differ somewhere by much, copies everywhere by little: by what
 * is little for images of that contrast (standard deviation of brightness, the mean of both).
 */
export function samePicture(a: Uint8Array, b: Uint8Array, contrast: number): boolean {
  const share = Math.min(1, Math.max(LEAST_SHARE, contrast / FULL_CONTRAST));
  const most = MEAN_DIFFERENCE * share * a.length;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    sum += difference;
    if (difference > PIXEL_DIFFERENCE * share || sum > most) return false;
  }
  return true;
}
