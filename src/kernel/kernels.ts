import type { Key } from "../core/index.ts";
import type { ByteKernels } from "./bytes.ts";
import type { NormKernels } from "./norms.ts";
import type { PairKernels } from "./pairs.ts";
import type { PixelKernels } from "./pixels.ts";
import type { TableKernels } from "./tables.ts";
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
  /** x ← min(max(x, least), most). */
  readonly clamp: (x: Float32Array, least: number, most: number) => void;
}

/** A matrix [rows, columns] whose columns (`axis` 0: norms run over rows) or rows (`axis` 1) are units. */
export interface Units {
  readonly rows: number;
  readonly columns: number;
  readonly axis: 0 | 1;
}

/** What a norm n is brought to: share·clamp(n, least, most) + (1 − share)·n. */
export interface NormBounds {
  readonly least: number;
  readonly most: number;
  /** 1 brings it there at once. */
  readonly share: number;
}

/** How far a pull of 1 moves each weight in one step: rate / (√(slot + start) + epsilon), or rate where there is no slot. */
export interface Metric {
  readonly rate: number;
  readonly slot?: Float32Array;
  readonly start: number;
  readonly epsilon: number;
}

export interface MatrixKernels {
  /**
   * Rescales every unit of w to a bounded L2 norm, the factor rounded once to float32. `torch.renorm` and Keras divide by
   * norm + 1e-7 instead. A unit of zeros, or that holds NaN, stays as it is.
   */
  readonly boundNorm: (w: Float32Array, units: Units, bounds: NormBounds) => void;
  /** Scales every unit of g to an L2 norm of at most clip·max(norm of w's unit, least). */
  readonly clipUnits: (
    g: Float32Array,
    w: Float32Array,
    units: Units,
    limits: { readonly clip: number; readonly least: number },
  ) => void;
  /**
   * The proximal step of strength·Σ‖row‖ for w [rows, columns] in a metric (Yun et al. 2021, arXiv:2006.12293): rows shrink, or
   * become exactly zero. Within 1e-6 of the row's new norm.
   */
  readonly shrinkRows: (w: Float32Array, rows: number, strength: number, metric: Metric) => void;
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
  /** out ← out + deviation·z, with the z of `normal`. */
  readonly addNormal: (out: Float32Array, key: Key, deviation: number) => void;
}

/** What AssemblyScript does for us, as typed arrays in and typed arrays out. */
export interface Kernels
  extends UpdateKernels,
    ReduceKernels,
    VectorKernels,
    MatrixKernels,
    NoiseKernels,
    NormKernels,
    PairKernels,
    PixelKernels,
    ByteKernels,
    TableKernels {}
