import type { RawBytes } from "./raw-bytes.ts";
import type { RawNorm } from "./raw-norm.ts";
import type { RawPixels } from "./raw-pixels.ts";
import type { RawTable } from "./raw-table.ts";

/**
 * The functions of `assembly/`: `n` floats at each place `P`. A place is an address in the WebAssembly memory, or
 * the array itself in the scalar twin. Numbers round to float32 unless marked as double.
 */
export interface Raw<P> extends RawPixels<P>, RawBytes<P>, RawNorm<P>, RawTable<P> {
  sgd(n: number, p: P, g: P, scale: number, l2: number, decay: number, rate: number, l1: number): void;
  momentum(
    n: number,
    p: P,
    g: P,
    v: P,
    scale: number,
    l2: number,
    decay: number,
    old: number,
    fresh: number,
    byVelocity: number,
    byGradient: number,
    l1: number,
  ): void;
  adam(
    n: number,
    p: P,
    g: P,
    m: P,
    v: P,
    scale: number,
    l2: number,
    decay: number,
    fresh: number,
    old2: number,
    fresh2: number,
    rate: number,
    epsilon: number,
    l1: number,
    tiny: number,
  ): void;
  nadam(
    n: number,
    p: P,
    g: P,
    m: P,
    v: P,
    scale: number,
    l2: number,
    decay: number,
    fresh: number,
    old2: number,
    fresh2: number,
    byMoment: number,
    byGradient: number,
    epsilon: number,
    l1: number,
    tiny: number,
  ): void;
  lion(
    n: number,
    p: P,
    g: P,
    m: P,
    scale: number,
    l2: number,
    decay: number,
    fresh: number,
    fresh2: number,
    rate: number,
    l1: number,
  ): void;
  /** `a` is in use when `centered` is 1, `b` when `momentum` is not 0. */
  rmsprop(
    n: number,
    p: P,
    g: P,
    v: P,
    a: P,
    b: P,
    scale: number,
    l2: number,
    decay: number,
    old: number,
    fresh: number,
    start: number,
    epsilon: number,
    rate: number,
    momentum: number,
    l1: number,
    tiny: number,
    centered: number,
  ): void;
  sum(n: number, x: P): number;
  sumAbs(n: number, x: P): number;
  sumSquares(n: number, x: P): number;
  dot(n: number, x: P, y: P): number;
  countZeros(n: number, x: P): number;
  firstNonFinite(n: number, x: P): number;
  scale(n: number, x: P, factor: number): void;
  axpy(n: number, y: P, x: P, factor: number): void;
  lerp(n: number, out: P, from: P, to: P, weight: number): void;
  clamp(n: number, x: P, least: number, most: number): void;
  /** `least`, `most` and `share` are doubles. */
  boundNormRows(rows: number, columns: number, w: P, least: number, most: number, share: number): void;
  boundNormColumns(rows: number, columns: number, w: P, least: number, most: number, share: number): void;
  /** `clip` and `least` are doubles. */
  clipUnitRows(rows: number, columns: number, g: P, w: P, clip: number, least: number): void;
  clipUnitColumns(rows: number, columns: number, g: P, w: P, clip: number, least: number): void;
  /** `v` is in use when `metric` is 1. */
  shrinkRows(
    rows: number,
    columns: number,
    w: P,
    v: P,
    start: number,
    epsilon: number,
    pull: number,
    metric: number,
  ): void;
  /** 0 where the hash, as a signed integer, is below `threshold`. */
  keepMask(n: number, out: P, low: number, high: number, threshold: number, kept: number): void;
  uniform(n: number, out: P, low: number, high: number, from: number, step: number): void;
  normal(n: number, out: P, low: number, high: number, mean: number, deviation: number): void;
  addNormal(n: number, out: P, low: number, high: number, deviation: number): void;
  /** Integers throughout. */
  closePairs(
    groups: number,
    pairs: number,
    queries: P,
    squares: P,
    limits: P,
    blocks: number,
    points: P,
    pointSquares: P,
    pointLimits: P,
    out: P,
  ): number;
  /** `penalty`, `unit` and `slack` are doubles; `marked` is in use when `marks` is not 0. */
  meetPairs(
    count: number,
    pairs: P,
    places: P,
    first: number,
    points: number,
    mutual: number,
    width: number,
    x: P,
    rows: P,
    marks: number,
    marked: P,
    penalty: number,
    k: number,
    distance: P,
    row: P,
    limits: P,
    unit: number,
    slack: number,
  ): number;
}

/** The smallest normal float32. */
export const TINY = 2 ** -126;
