import type { Key } from "../core/index.ts";

/** What every update does to a range of weights besides its own rule. Weight groups are separate calls on sub-views. */
export interface UpdateStep {
  readonly learningRate: number;
  /** Multiplies the gradient before anything else: 1, or `limit / norm` when clipping by global norm. */
  readonly gradientScale: number;
  /** λ₂: adds λ₂·p to the scaled gradient (PyTorch's `weight_decay` of SGD and Adam). */
  readonly l2: number;
  /** Decoupled decay: p ← p·(1 − learningRate·decay) before the step (AdamW). */
  readonly decay: number;
  /**
   * λ₁: after the step p ← sign(p)·max(|p| − t, 0), which makes exact zeros. t = learningRate·λ₁ for SGD; Adam measures
   * distance per weight, so there t = learningRate·λ₁ / (√v̂ + ε) (Yun et al. 2021, arXiv:2006.12293): λ₁ means the same.
   */
  readonly l1: number;
}

export interface SgdStep extends UpdateStep {
  /** μ in [0, 1); 0 leaves `velocity` alone. */
  readonly momentum: number;
  /** The gradient enters the velocity as (1 − dampening)·g. */
  readonly dampening: number;
  readonly nesterov: boolean;
  /** True on the first step of this range: the velocity becomes g itself, whatever it held. */
  readonly firstStep: boolean;
}

export interface AdamStep extends UpdateStep {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1-based number of this step, for the bias corrections. */
  readonly step: number;
}

export interface SgdArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /** Needed when momentum is not 0. */
  readonly velocity?: Float32Array;
}

export interface AdamArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** One-pass parameter updates, in place, with PyTorch's semantics. Arrays of one call have one length, else E911. */
export interface UpdateKernels {
  /**
   * g = gradientScale·grad + l2·p; v ← μ·v + (1 − dampening)·g; p ← shrink((1 − lr·decay)·p − lr·(g + μ·v if nesterov, else v)).
   * Velocities below 2⁻¹²⁶ become 0: denormals would make the step twenty times slower.
   */
  readonly sgd: (arrays: SgdArrays, step: SgdStep) => void;
  /**
   * Kingma & Ba 2015, arXiv:1412.6980; with `decay`, Loshchilov & Hutter 2019, arXiv:1711.05101:
   * m ← m + (1 − β₁)(g − m); v ← β₂·v + (1 − β₂)g²; r = √v/√(1 − β₂ᵗ) + ε;
   * p ← shrink((1 − lr·decay)·p − lr/(1 − β₁ᵗ) · m / r, lr·λ₁ / r).
   * Bias corrections in double precision. On steps divisible by 64 moments below 2⁻¹²⁶ become 0.
   */
  readonly adam: (arrays: AdamArrays, step: AdamStep) => void;
}

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
