import type { Image, Size } from "./image.ts";
import { isAxisAligned } from "./matrix.ts";
import { separable } from "./separable.ts";
import type { Frame, Warp } from "./warp.ts";

/** How many points per output pixel are averaged along its x and y: one, or where a smooth warp shrinks, one per input pixel. */
function pointsOf({ matrix: [a, b, , d, e], smooth }: Warp): readonly [x: number, y: number] {
  const count = (length: number): number => (smooth ? Math.max(1, Math.ceil(length - 1e-6)) : 1);
  return [count(Math.hypot(a, d)), count(Math.hypot(b, e))];
}

/** Adds one bilinear reading per output pixel, displaced by (dx, dy) output pixels, to `out`. */
function addBilinear(image: Image, warp: Warp, dx: number, dy: number, share: number, out: Float32Array): void {
  const { data, channels, width: w } = image;
  const [a, b, c, d, e, f] = warp.matrix;
  const [x0, y0, x1, y1] = warp.window;
  const plane = image.height * w;
  const outPlane = warp.height * warp.width;
  for (let o = 0; o < outPlane; o++) {
    const column = (o % warp.width) + dx;
    const row = Math.floor(o / warp.width) + dy;
    const x = Math.min(Math.max(a * column + b * row + c, x0), x1);
    const y = Math.min(Math.max(d * column + e * row + f, y0), y1);
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = x - left;
    const v = (y - top) * share;
    const right = u > 0 ? 1 : 0;
    const below = y > top ? w : 0;
    for (let channel = 0; channel < channels; channel++) {
      const i = channel * plane + top * w + left;
      const upper = data[i]! + u * (data[i + right]! - data[i]!);
      const lower = data[i + below]! + u * (data[i + below + right]! - data[i + below]!);
      out[channel * outPlane + o]! += (share - v) * upper + v * lower;
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

/** out ← coverage · out + (1 − coverage) · fill. */
function fillOutside(out: Float32Array, size: Size, { matrix, width, height, fill }: Frame): void {
  const [a, b, c, d, e, f] = matrix;
  const plane = size.height * size.width;
  for (let row = 0; row < size.height; row++)
    for (let column = 0; column < size.width; column++) {
      const x = a * column + b * row + c;
      const y = d * column + e * row + f;
      if (x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1) continue;
      const share = covered(x, width) * covered(y, height);
      for (let o = row * size.width + column; o < out.length; o += plane) out[o] = share * (out[o]! - fill) + fill;
    }
}

/** Reads the image once, at the warp's matrix: separable filters where rows stay rows, bilinear everywhere else. */
export function resample(image: Image, warp: Warp): Image {
  const data = isAxisAligned(warp.matrix) ? separable(image, warp) : bilinear(image, warp);
  const size = { channels: image.channels, height: warp.height, width: warp.width };
  for (const frame of warp.frames) fillOutside(data, size, frame);
  return { ...size, data };
}
