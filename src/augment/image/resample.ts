import type { Image, Size } from "./image.ts";
import { isAxisAligned } from "./matrix.ts";
import { separable } from "./separable.ts";
import type { Frame, Warp } from "./warp.ts";

/** How many points per output pixel are averaged along its x and y: one, or where a smooth warp shrinks, one per input pixel. */
function pointsOf({ matrix: [a, b, , d, e], smooth }: Warp): readonly [x: number, y: number] {
  const count = (length: number): number => (smooth ? Math.max(1, Math.ceil(length - 1e-6)) : 1);
  return [count(Math.hypot(a, d)), count(Math.hypot(b, e))];
}

/** Where a row of the output is read: the pixel up left of each point, and how far right and down of it the point lies. */
interface Row {
  readonly at: Int32Array;
  readonly right: Float64Array;
  readonly down: Float64Array;
}

/** Points at (column + dx, row) for every column, kept in the window. */
function locate({ at, right, down }: Row, image: Image, warp: Warp, dx: number, row: number): void {
  const [a, b, c, d, e, f] = warp.matrix;
  const [x0, y0, x1, y1] = warp.window;
  const lastLeft = Math.max(image.width - 2, 0);
  const lastTop = Math.max(image.height - 2, 0);
  for (let column = 0; column < warp.width; column++) {
    const x = Math.min(Math.max(a * (column + dx) + b * row + c, x0), x1);
    const y = Math.min(Math.max(d * (column + dx) + e * row + f, y0), y1);
    const left = Math.min(Math.floor(x), lastLeft);
    const top = Math.min(Math.floor(y), lastTop);
    at[column] = top * image.width + left;
    right[column] = x - left;
    down[column] = y - top;
  }
}

/** Adds one bilinear reading per output pixel, displaced by (dx, dy) output pixels, to `out`. */
function addBilinear(image: Image, warp: Warp, dx: number, dy: number, share: number, out: Float32Array): void {
  const { data, channels, width: w } = image;
  const line: Row = {
    at: new Int32Array(warp.width),
    right: new Float64Array(warp.width),
    down: new Float64Array(warp.width),
  };
  const { at, right, down } = line;
  const beside = w > 1 ? 1 : 0;
  const below = image.height > 1 ? w : 0;
  for (let row = 0; row < warp.height; row++) {
    locate(line, image, warp, dx, row + dy);
    for (let channel = 0; channel < channels; channel++) {
      const from = channel * image.height * w;
      const to = (channel * warp.height + row) * warp.width;
      for (let column = 0; column < warp.width; column++) {
        const i = from + at[column]!;
        const u = right[column]!;
        const upper = data[i]! + u * (data[i + beside]! - data[i]!);
        const lower = data[i + below]! + u * (data[i + below + beside]! - data[i + below]!);
        out[to + column]! += share * (upper + down[column]! * (lower - upper));
      }
    }
  }
}

function bilinear(image: Image, warp: Warp): Float32Array {
  const out = new Float32Array(image.channels * warp.height * warp.width);
  const [nx, ny] = pointsOf(warp);
  for (let i = 0; i < nx; i++)
    for (let j = 0; j < ny; j++)
      addBilinear(image, warp, (i + 0.5) / nx - 0.5, (j + 0.5) / ny - 0.5, 1 / (nx * ny), out);
  return out;
}

/** How much of the bilinear reading at `at` lies on 0 … size − 1. */
const covered = (at: number, size: number): number => Math.min(Math.max(Math.min(at + 1, size - at), 0), 1);

/** The columns, from … to (exclusive), at which 0 ≤ slope · column + offset ≤ high; a pixel too few rather than too many. */
function columnsWithin(
  slope: number,
  offset: number,
  high: number,
  width: number,
): readonly [from: number, to: number] {
  if (Math.abs(slope) < 1e-9) return offset >= 1e-6 && offset <= high - 1e-6 ? [0, width] : [0, 0];
  const ends = [-offset / slope, (high - offset) / slope];
  const from = Math.max(0, Math.ceil(Math.min(...ends) + 1e-6));
  const to = Math.min(width, Math.floor(Math.max(...ends) - 1e-6) + 1);
  return from < to ? [from, to] : [0, 0];
}

/** out ← coverage · out + (1 − coverage) · fill. Columns that are surely covered are skipped. */
function fillOutside(out: Float32Array, size: Size, { matrix, width, height, fill }: Frame): void {
  const [a, b, c, d, e, f] = matrix;
  const plane = size.height * size.width;
  for (let row = 0; row < size.height; row++) {
    const [x0, x1] = columnsWithin(a, b * row + c, width - 1, size.width);
    const [y0, y1] = columnsWithin(d, e * row + f, height - 1, size.width);
    const [from, to] = [Math.max(x0, y0), Math.min(x1, y1)];
    for (let column = 0; column < size.width; column++) {
      if (column === from && from < to) column = to;
      if (column >= size.width) break;
      const share = covered(a * column + b * row + c, width) * covered(d * column + e * row + f, height);
      for (let o = row * size.width + column; o < out.length; o += plane) out[o] = share * (out[o]! - fill) + fill;
    }
  }
}

/** Reads the image once, at the warp's matrix: separable filters where rows stay rows, bilinear everywhere else. */
export function resample(image: Image, warp: Warp): Image {
  const data = isAxisAligned(warp.matrix) ? separable(image, warp) : bilinear(image, warp);
  const size = { channels: image.channels, height: warp.height, width: warp.width };
  for (const frame of warp.frames) fillOutside(data, size, frame);
  return { ...size, data };
}
