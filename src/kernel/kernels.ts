import type { Key } from "../core/index.ts";
import type { UpdateKernels } from "./updates.ts";

/**
 * Sums in one order: element i goes to accumulator i mod 8 in double precision, and the eight are added as
 * ((0+1)+(2+3)) + ((4+5)+(6+7)). The result is the same bits on every machine.
 */
export interface ReduceKernels {
  readonly sum: (x: Float32Array) => number;
  readonly sumAbs: (x: Float32Array) => number;
  readonly sumSquares: (x: Float32Array) => number;
  readonly dot: (x: Float32Array, y: Float32Array) => number;
  /** How many entries are ±0. */
  readonly countZeros: (x: Float32Array) => number;
  /** Index of the first NaN or infinity; −1 when all are finite. */
  readonly firstNonFinite: (x: Float32Array) => number;
}

export interface VectorKernels {
  /** x ← factor·x. */
  readonly scale: (x: Float32Array, factor: number) => void;
  /** x ← value. */
  readonly fill: (x: Float32Array, value: number) => void;
  /** y ← y + factor·x. */
  readonly axpy: (y: Float32Array, x: Float32Array, factor: number) => void;
  /** average ← average + weight·(x − average), exactly x at weight 1; weight in [0, 1]. Results below 2⁻¹²⁶ become 0. */
  readonly lerp: (average: Float32Array, x: Float32Array, weight: number) => void;
  /**
   * Rescales every column (`axis` 0: the norm runs over rows) or every row (`axis` 1) of w [rows, columns] whose L2 norm
   * exceeds `limit` by limit / norm, rounded once to float32. `torch.renorm` divides by norm + 1e-7 instead.
   * A range that holds NaN stays as it is.
   */
  readonly maxNorm: (w: Float32Array, rows: number, columns: number, axis: 0 | 1, limit: number) => void;
}

/**
 * Random numbers without a state: entry i depends on nothing but (key, i), so a longer draw begins with the shorter one.
 * 32 bits per entry from a counter hash of two rounds; a stream repeats after 2³² entries. Take keys from `fold`:
 * two that differ in the low word alone name one stream at two places.
 */
export interface NoiseKernels {
  /** 0 with probability `rate` in [0, 1), else 1 / (1 − rate). */
  readonly keepMask: (out: Float32Array, key: Key, rate: number) => void;
  /** Uniform on a grid of 2²⁴ points from `low` up to, but for rounding not including, `high`. */
  readonly uniform: (out: Float32Array, key: Key, low: number, high: number) => void;
  /** Box–Muller: within 1e-6·deviation of the exact transform of its bits; |z| ≤ 5.77. */
  readonly normal: (out: Float32Array, key: Key, mean: number, deviation: number) => void;
}

/** What AssemblyScript does for us, as typed arrays in and typed arrays out. */
export interface Kernels extends UpdateKernels, ReduceKernels, VectorKernels, NoiseKernels {}
