import { type Locate, sameLength } from "./place.ts";
import type { RawNorm } from "./raw-norm.ts";

/** Batch norm of a matrix x [rows, features], row-major, and what may follow it. */
export interface NormArrays {
  readonly x: Float32Array;
  /** [features] */
  readonly scale: Float32Array;
  readonly bias: Float32Array;
  /** As x: what each entry of the result is multiplied by, where there is one. */
  readonly mask?: Float32Array | undefined;
  readonly y: Float32Array;
  /** Of the batch, the variance biased: [features]. */
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** For what is computed on the way: [features]. */
  readonly room: Float32Array;
}

export interface NormGradientArrays {
  /** What reached the result. */
  readonly dy: Float32Array;
  /** Where there was a relu: its result, or that times the mask. Nothing flows back where it is 0. */
  readonly a?: Float32Array | undefined;
  readonly mask?: Float32Array | undefined;
  readonly x: Float32Array;
  readonly scale: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly dx: Float32Array;
  readonly dScale: Float32Array;
  readonly dBias: Float32Array;
  /** [3, features] */
  readonly room: Float32Array;
}

/** Batch normalization by the batch's statistics (Ioffe & Szegedy 2015, arXiv:1502.03167) with relu and dropout's mask, in one go. */
export interface NormKernels {
  /** y ← (x − mean) · scale / √(variance + ε) + bias, then max(y, 0) where `rectified`, then times the mask. */
  readonly batchNorm: (arrays: NormArrays, step: { readonly epsilon: number; readonly rectified: boolean }) => void;
  /** Of all of it, statistics included. */
  readonly batchNormGradient: (arrays: NormGradientArrays, step: { readonly epsilon: number }) => void;
}

function checked(features: number, matrices: readonly Float32Array[], vectors: readonly Float32Array[]): number {
  const [{ length }] = matrices as readonly [Float32Array];
  for (const matrix of matrices) sameLength(length, matrix, "batchNorm");
  for (const vector of vectors) sameLength(features, vector, "batchNorm");
  return length / features;
}

export function normKernels<P>(raw: RawNorm<P>, at: Locate<P>): NormKernels {
  return {
    batchNorm: ({ x, scale, bias, mask, y, mean, variance, room }, { epsilon, rectified }) => {
      const n = scale.length;
      const rows = checked(n, [x, mask ?? x, y], [bias, mean, variance, room]);
      const vectors = [at(mean), at(variance), at(room)] as const;
      const flags = [rectified ? 1 : 0, mask === undefined ? 0 : 1] as const;
      raw.batchNorm(rows, n, at(x), at(scale), at(bias), at(mask ?? x), at(y), ...vectors, epsilon, 1 / rows, ...flags);
    },
    batchNormGradient: ({ dy, a, mask, x, scale, mean, variance, dx, dScale, dBias, room }, { epsilon }) => {
      const n = scale.length;
      const rows = checked(n, [x, dy, a ?? x, mask ?? x, dx], [mean, variance, dScale, dBias]);
      sameLength(3 * n, room, "batchNormGradient");
      const given = [at(dy), at(a ?? x), at(mask ?? x), at(x), at(scale), at(mean), at(variance)] as const;
      const made = [at(dx), at(dScale), at(dBias), at(room)] as const;
      const flags = [a === undefined ? 0 : 1, mask === undefined ? 0 : 1] as const;
      raw.batchNormGradient(rows, n, ...given, ...made, epsilon, -1 / rows, ...flags);
    },
  };
}
