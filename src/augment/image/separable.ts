import type { ByteTaps, Taps } from "../../kernel/index.ts";
import { type Colour, scaleOf } from "./colour.ts";
import type { Image } from "./image.ts";
import { partly, room } from "./room.ts";
import { channelOf, isStored, type Source, type Stored } from "./source.ts";
import type { Warp } from "./warp.ts";

/** Position i is read at scale · i + offset, within low … high. */
interface Axis {
  readonly length: number;
  readonly scale: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
  readonly smooth: boolean;
}

/** One in whole numbers of bytes' weights. */
const UNIT_WEIGHT = 2 ** 14;

/** Tables for so many outputs. In fours: outputs, and taps unless they are two; those that are added count for nothing. */
function emptyTaps(length: number, wanted: number, inFours: boolean): Taps {
  const { ints, floats } = room();
  const fours = (n: number): number => (inFours ? Math.ceil(n / 4) * 4 : n);
  const count = wanted <= 2 && inFours ? 2 : fours(wanted);
  const taps = { starts: ints(fours(length)), weights: floats(fours(length) * count), count };
  taps.starts.fill(0);
  taps.weights.fill(0);
  return taps;
}

function linearTaps({ length, scale, offset, low, high }: Axis, inFours: boolean): Taps {
  const last = Math.max(Math.ceil(high) - 1, 0);
  const taps = emptyTaps(length, high > 0 ? 2 : 1, inFours);
  for (let i = 0; i < length; i++) {
    const at = Math.min(Math.max(scale * i + offset, low), high);
    const first = Math.min(Math.floor(at), last);
    taps.starts[i] = first;
    taps.weights[i * taps.count] = 1 - (at - first);
    if (at !== first) taps.weights[i * taps.count + 1] = at - first;
  }
  return taps;
}

/** A triangle as wide as two output pixels, its weights normalized: torchvision's antialias. */
function triangleTaps({ length, scale, offset, low, high }: Axis, inFours: boolean): Taps {
  const reach = Math.abs(scale);
  const [first, end] = [Math.floor(low), Math.ceil(high) + 1];
  const count = Math.min(Math.ceil(2 * reach), end - first);
  const taps = emptyTaps(length, count, inFours);
  for (let i = 0; i < length; i++) {
    const center = Math.min(Math.max(scale * i + offset, low), high) + 0.5;
    const from = Math.min(Math.max(Math.floor(center - reach + 0.5), first), end - count);
    const weight = (k: number): number => Math.max(0, 1 - Math.abs(from + k + 0.5 - center) / reach);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += weight(k);
    taps.starts[i] = from;
    for (let k = 0; k < count; k++) taps.weights[i * taps.count + k] = weight(k) / sum;
  }
  return taps;
}

const tapsOf = (axis: Axis, inFours: boolean): Taps =>
  axis.smooth && Math.abs(axis.scale) > 1 ? triangleTaps(axis, inFours) : linearTaps(axis, inFours);

/** The columns that some output reads, from … end. */
function columnsOf({ starts, count }: Taps, outputs: number, width: number): readonly [from: number, end: number] {
  let [low, high] = [starts[0]!, starts[0]!];
  for (let i = 1; i < outputs; i++) {
    low = Math.min(low, starts[i]!);
    high = Math.max(high, starts[i]!);
  }
  return [low, Math.min(width, high + count)];
}

/** Weights in whole numbers of 2⁻¹⁴, as many as make pairs: what rounding lost goes to the largest. */
export function byteTapsOf({ starts, weights, count }: Taps, length: number): ByteTaps {
  const even = count + (count & 1);
  const whole = room().shorts(length * even);
  whole.fill(0);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    let largest = 0;
    for (let k = 0; k < count; k++) {
      const weight = Math.round(weights[i * count + k]! * UNIT_WEIGHT);
      whole[i * even + k] = weight;
      sum += weight;
      // Of several the one nearest to the middle: what is symmetric stays so.
      const most = whole[i * even + largest]!;
      if (weight > most || (weight === most && 2 * k < count)) largest = k;
    }
    whole[i * even + largest]! += UNIT_WEIGHT - sum;
  }
  return { starts, weights: whole, count: even };
}

/** Tables of both axes; those of the columns begin with the first column that is read. */
interface Filters {
  readonly rows: Taps;
  readonly columns: Taps;
  readonly from: number;
  readonly end: number;
}

function filtersOf(source: Source, { matrix, width, height, window, smooth }: Warp): Filters {
  const [a, , c, , e, f] = matrix;
  const [x0, y0, x1, y1] = window;
  const rows = tapsOf({ length: height, scale: e, offset: f, low: y0, high: y1, smooth }, false);
  const columns = tapsOf({ length: width, scale: a, offset: c, low: x0, high: x1, smooth }, true);
  const [from, end] = columnsOf(columns, width, source.width);
  for (let i = 0; i < width; i++) columns.starts[i]! -= from;
  return { rows, columns, from, end };
}

function filterFloats(image: Image, { rows, columns, from, end }: Filters, out: Image): void {
  const { kernels, floats } = room();
  const size = { channels: 1, height: out.height, width: end - from };
  for (let channel = 0; channel < image.channels; channel++)
    partly(() => {
      const n = size.height * size.width;
      const data = floats(n + 3);
      data.fill(0, n);
      kernels.blendRows({ ...size, data: data.subarray(0, n) }, channelOf(image, channel), from, rows);
      kernels.blendColumns(channelOf(out, channel), { ...size, data }, columns);
    });
}

/** In whole numbers, and the colour map on the way. */
function filterBytes(source: Stored, { rows, columns, from, end }: Filters, out: Image, colour?: Colour): void {
  const { kernels, shorts } = room();
  const [rowTaps, columnTaps] = [byteTapsOf(rows, out.height), byteTapsOf(columns, columns.starts.length)];
  const lines = { channels: 1, height: out.height, width: end - from };
  for (let channel = 0; channel < source.channels; channel++)
    partly(() => {
      const words = shorts(lines.height * lines.width + 3);
      const [scale, shift] = scaleOf(colour, channel, source.channels);
      kernels.blendByteRows({ ...lines, shorts: words }, channelOf(source, channel), from, rowTaps);
      kernels.blendShortColumns(channelOf(out, channel), { ...lines, shorts: words }, columnTaps, scale, shift);
    });
}

/**
 * Flips, crops and resizes: filters along y, then along x, floats exactly and bytes within 2⁻¹³. One channel at a time, so that
 * what lies in between stays in the cache. A colour map is for bytes only: unclamped, and each channel by itself.
 */
export function separable(source: Source, warp: Warp, out: Image, colour?: Colour): void {
  const filters = filtersOf(source, warp);
  if (isStored(source)) filterBytes(source, filters, out, colour);
  else filterFloats(source, filters, out);
}
