import type { Image } from "./image.ts";
import type { Warp } from "./warp.ts";

/** The inputs of each output along one axis: `count` weights from `start[i]` on. */
interface Taps {
  readonly start: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/** Position i is read at scale · i + offset, within low … high. */
interface Axis {
  readonly length: number;
  readonly scale: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
  readonly smooth: boolean;
}

function linearTaps({ length, scale, offset, low, high }: Axis): Taps {
  const start = new Int32Array(length);
  const weights = new Float32Array(2 * length);
  let whole = true;
  for (let i = 0; i < length; i++) {
    const at = Math.min(Math.max(scale * i + offset, low), high);
    const first = Math.min(Math.floor(at), Math.max(Math.ceil(high) - 1, 0));
    start[i] = first;
    weights[2 * i] = 1 - (at - first);
    weights[2 * i + 1] = at - first;
    whole &&= Number.isInteger(at);
  }
  if (!whole) return { start, weights, count: 2 };
  for (let i = 0; i < length; i++) start[i]! += weights[2 * i + 1] === 1 ? 1 : 0;
  return { start, weights: new Float32Array(length).fill(1), count: 1 };
}

/** A triangle as wide as two output pixels, its weights normalized: torchvision's antialias. */
function triangleTaps({ length, scale, offset, low, high }: Axis): Taps {
  const reach = Math.abs(scale);
  const [first, end] = [Math.floor(low), Math.ceil(high) + 1];
  const count = Math.min(Math.ceil(reach) * 2 + 1, end - first);
  const start = new Int32Array(length);
  const weights = new Float32Array(count * length);
  for (let i = 0; i < length; i++) {
    const center = Math.min(Math.max(scale * i + offset, low), high) + 0.5;
    const from = Math.min(Math.max(Math.trunc(center - reach + 0.5), first), end - count);
    start[i] = from;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = Math.max(0, 1 - Math.abs(from + k + 0.5 - center) / reach);
      weights[i * count + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) weights[i * count + k]! /= sum;
  }
  return { start, weights, count };
}

const tapsOf = (axis: Axis): Taps => (axis.smooth && Math.abs(axis.scale) > 1 ? triangleTaps(axis) : linearTaps(axis));

/** Along x: [rows, width] → [rows, outWidth]. Rows that no output needs are left out. */
function horizontal(
  image: Image,
  channel: number,
  taps: Taps,
  rows: readonly [number, number],
  out: Float32Array,
): void {
  const { start, weights, count } = taps;
  const width = start.length;
  for (let row = rows[0]; row < rows[1]; row++) {
    const from = (channel * image.height + row) * image.width;
    const to = row * width;
    for (let i = 0; i < width; i++) {
      const at = from + start[i]!;
      let sum = weights[i * count]! * image.data[at]!;
      for (let k = 1; k < count; k++) sum += weights[i * count + k]! * image.data[at + k]!;
      out[to + i] = sum;
    }
  }
}

/** Along y: [rows, width] → [outHeight, width]. */
function vertical(lines: Float32Array, taps: Taps, width: number, out: Float32Array, offset: number): void {
  const { start, weights, count } = taps;
  for (let row = 0; row < start.length; row++) {
    const to = offset + row * width;
    for (let k = 0; k < count; k++) {
      const weight = weights[row * count + k]!;
      const from = (start[row]! + k) * width;
      if (weight === 0) continue;
      for (let i = 0; i < width; i++) out[to + i]! += weight * lines[from + i]!;
    }
  }
}

/** The rows that some output reads. */
function rowsOf({ start, count }: Taps): readonly [number, number] {
  let [low, high] = [start[0]!, start[0]!];
  for (const row of start) [low, high] = [Math.min(low, row), Math.max(high, row)];
  return [low, high + count];
}

/** Flips, crops and resizes: filters along x, then along y. Positions that are whole pixels are copied exactly. */
export function separable(image: Image, { matrix, width, height, window, smooth }: Warp, out: Float32Array): void {
  const [a, , c, , e, f] = matrix;
  const [x0, y0, x1, y1] = window;
  const columns = tapsOf({ length: width, scale: a, offset: c, low: x0, high: x1, smooth });
  const rows = tapsOf({ length: height, scale: e, offset: f, low: y0, high: y1, smooth });
  out.fill(0);
  const lines = new Float32Array(image.height * width);
  for (let channel = 0; channel < image.channels; channel++) {
    horizontal(image, channel, columns, rowsOf(rows), lines);
    vertical(lines, rows, width, out, channel * height * width);
  }
}
