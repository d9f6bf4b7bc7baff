import { meanOf } from "../../core/mean.ts";
import type { Bounds } from "./story.ts";

/** Epochs that are averaged where a curve's level is read. */
const WIDTH = 3;
const Z = 1.96;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}

/**
 * Standard deviation of what a curve does from epoch to epoch beside its trend: median |second difference| / (0.6745 √6),
 * which a few jumps do not move. Scales with the curve. 0 for fewer than 4 epochs.
 */
export function noiseOf(values: readonly number[]): number {
  if (values.length < 4) return 0;
  const second = values.slice(2).map((v, i) => Math.abs(v - 2 * values[i + 1]! + values[i]!));
  return median(second) / (0.6745 * Math.sqrt(6));
}

/** Where the mean of three neighbours is least, and that mean. */
export function lowest(values: readonly number[]): { readonly at: number; readonly level: number } {
  if (values.length < WIDTH) {
    const level = Math.min(...values);
    return { at: values.indexOf(level), level };
  }
  const means = values.slice(WIDTH - 1).map((_, i) => meanOf(values.slice(i, i + WIDTH)));
  const level = Math.min(...means);
  return { at: means.indexOf(level) + 1, level };
}

/** Mean of the last epochs. */
export const ending = (values: readonly number[], width = WIDTH): number => meanOf(values.slice(-width));

/**
 * How much the end of an error curve lies above its lowest place, with a 95 % interval. The lowest of n noisy places lies
 * low by chance, by about √(2 ln n) of their error: that is taken off.
 */
export function riseOf(values: readonly number[]): Bounds {
  const { at, level } = lowest(values);
  const error = noiseOf(values) / Math.sqrt(Math.min(WIDTH, values.length));
  const near = values.filter((v) => v - level < 2 * noiseOf(values)).length;
  const luck = error * Math.sqrt(2 * Math.log(Math.max(1, near / WIDTH)));
  const isAtEnd = at >= values.length - WIDTH;
  const value = isAtEnd ? 0 : Math.max(0, ending(values) - level - luck);
  const width = Z * error * Math.SQRT2;
  return { value, low: value - width, high: value + width };
}

/** How much lower the last epochs are than those before, of a curve that falls; with a 95 % interval. */
export function fallOf(values: readonly number[], width = 5): Bounds {
  const k = Math.min(width, Math.floor(values.length / 2));
  if (k === 0) return { value: 0, low: 0, high: 0 };
  const value = meanOf(values.slice(-2 * k, -k)) - meanOf(values.slice(-k));
  const error = Z * noiseOf(values) * Math.sqrt(2 / k);
  return { value, low: value - error, high: value + error };
}
