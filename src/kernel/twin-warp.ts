import type { RawPixels } from "./raw-pixels.ts";

const f = Math.fround;

const within = (x: number, least: number, most: number): number => Math.min(Math.max(x, least), most);

/** The index that is read at `i`: the nearest of low … high, or mirrored at them without repeating them. */
function edge(i: number, low: number, high: number, mirrored: boolean): number {
  if (!mirrored || low === high) return within(i, low, high);
  const period = 2 * (high - low);
  const at = (((i - low) % period) + period) % period;
  return low + Math.min(at, period - at);
}

/** slope · column + start in float32, kept in low … high. */
const along = (column: number, slope: number, start: number, low: number, high: number): number =>
  within(f(f(column * f(slope)) + f(start)), f(low), f(high));

/** The displacements of n readings within an output pixel: evenly spaced about its middle. */
const displacements = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => (i + 0.5) / n - 0.5);

/** What is added to floats to round them to whole numbers, halves to the even one. */
const SHIFT = 2 ** 23;
const rounded = (x: number): number => f(x + SHIFT) - SHIFT;

/** How much of a bilinear reading at `at` lies on 0 … size − 1. */
const covered = (at: number, size: number): number => Math.min(1, Math.max(0, Math.min(f(at + 1), f(size - at))));

type Warps = Pick<RawPixels<Float32Array>, "moveImage" | "bilinear" | "bilinearRgb" | "fillOutside">;

export const twinWarp: Warps = {
  moveImage(channels, height, width, out, xHeight, xWidth, x, ...move) {
    const [top, left, down, right, y0, x0, y1, x1, mirrored] = move;
    let to = 0;
    for (let channel = 0; channel < channels; channel++)
      for (let row = 0; row < height; row++) {
        const line = (channel * xHeight + edge(top + down * row, y0, y1, mirrored === 1)) * xWidth;
        for (let column = 0; column < width; column++)
          out[to++] = x[line + edge(left + right * column, x0, x1, mirrored === 1)]!;
      }
  },
  bilinear(channels, height, width, out, xHeight, xWidth, x, ...given) {
    const [a, b, c, d, e, g, x0, y0, x1, y1, nx, ny] = given;
    const share = f(1 / (nx * ny));
    for (let row = 0; row < height; row++)
      for (const [j, dy] of displacements(ny).entries())
        for (const [i, dx] of displacements(nx).entries())
          for (let column = 0; column < width; column++) {
            const px = along(column, a, b * (row + dy) + c + a * dx, x0, x1);
            const py = along(column, d, e * (row + dy) + g + d * dx, y0, y1);
            const [left, top] = [Math.min(Math.floor(px), xWidth - 2), Math.min(Math.floor(py), xHeight - 2)];
            const [u, v] = [f(px - left), f(py - top)];
            const both = f(u * v);
            const [right, down] = [f(u - both), f(v - both)];
            const weights = [f(f(1 - u) - down), right, down, both].map((w) => f(w * share));
            for (let channel = 0; channel < channels; channel++) {
              const at = (channel * xHeight + top) * xWidth + left;
              const first = f(f(x[at]! * weights[0]!) + f(x[at + xWidth]! * weights[2]!));
              const second = f(f(x[at + 1]! * weights[1]!) + f(x[at + xWidth + 1]! * weights[3]!));
              const to = (channel * height + row) * width + column;
              out[to] = i + j === 0 ? f(first + second) : out[to]! + f(first + second);
            }
          }
  },
  bilinearRgb(height, width, out, xWidth, x, ...given) {
    const [a, b, c, d, e, g, x0, y0, x1, y1, nx, ny, scale] = given;
    const plane = height * width;
    const [dxs, dys] = [displacements(nx), displacements(ny)];
    for (let i = 0; i < plane; i++) {
      const [row, column] = [Math.floor(i / width), i % width];
      const sums: [number, number, number] = [0, 0, 0];
      for (const dy of dys)
        for (const dx of dxs) {
          const px = along(column, a, b * (row + dy) + c + a * dx, x0, x1);
          const py = along(column, d, e * (row + dy) + g + d * dx, y0, y1);
          const [left, top] = [Math.floor(px), Math.floor(py)];
          const [u, v] = [rounded(f(px - left) * 16384), rounded(f(py - top) * 16384)];
          const both = (u * v + 8192) >> 14;
          const from = 8 * (top * xWidth + left);
          const weights = [16384 - u - v + both, u - both, v - both, both] as const;
          for (const k of [0, 1, 2] as const)
            for (const [corner, weight] of weights.entries())
              sums[k] += weight * x[from + 8 * (corner & 1) + 2 * k + (corner >> 1)]!;
        }
      for (const k of [0, 1, 2] as const) out[k * plane + i] = f(sums[k]) * f(scale);
    }
  },
  fillOutside(channels, height, width, out, ...given) {
    const [a, b, c, d, e, g, frameHeight, frameWidth, fill] = given;
    const plane = height * width;
    for (let i = 0; i < plane; i++) {
      const [row, column] = [Math.floor(i / width), i % width];
      const x = f(f(column * f(a)) + f(b * row + c));
      const y = f(f(column * f(d)) + f(e * row + g));
      const share = f(covered(x, frameWidth) * covered(y, frameHeight));
      const rest = f(f(1 - share) * f(fill));
      for (let to = i; to < channels * plane; to += plane) out[to] = f(share * out[to]!) + rest;
    }
  },
};
