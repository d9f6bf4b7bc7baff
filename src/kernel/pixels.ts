import type { AffineNumbers, ColourNumbers } from "./raw-pixels.ts";

/** Floats [channels, height, width]. */
export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Whole numbers of pixels: row r, column c of the output is read at (top + down · r, left + right · c). */
export interface Move {
  readonly top: number;
  readonly left: number;
  readonly down: 1 | -1;
  readonly right: 1 | -1;
  /** The first and the last column and row that may be read. */
  readonly window: Window;
  /** Beyond the window: mirrored at its edge without repeating it, else the edge's pixel. */
  readonly mirrored: boolean;
}

export type Window = readonly [x0: number, y0: number, x1: number, y1: number];

/** Where an output pixel reads the input: positions are kept in the window. */
export interface Reading {
  readonly matrix: AffineNumbers;
  readonly window: Window;
  /** Readings that are averaged along x and y of an output pixel. */
  readonly points: readonly [x: number, y: number];
}

/** A rectangle of pixels, 0 … size − 1, and what lies beyond it. */
export interface FrameFill {
  readonly matrix: AffineNumbers;
  readonly height: number;
  readonly width: number;
  readonly fill: number;
}

/** The inputs of each output along one axis: `count` weights, one after the other, from input `starts[i]` on. */
export interface Taps {
  readonly starts: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** Images, [channels, height, width]. Positions are float32 within a row, doubles from row to row. */
export interface PixelKernels {
  /** Flips, shifts and crops by whole pixels; exact. */
  readonly moveImage: (out: Planes, x: Planes, move: Move) => void;
  /** The mean of bilinear readings. x has at least two rows and columns. */
  readonly bilinear: (out: Planes, x: Planes, reading: Reading) => void;
  /**
   * `bilinear` for RGB, bytes [height, width, 8] of `interleave` and a pixel more, as 0 … 1. Weights are multiples of
   * 2⁻¹⁴: within 1e-4 of `bilinear`. At most 512 points.
   */
  readonly bilinearRgb: (
    out: Planes,
    x: { readonly width: number; readonly bytes: Uint8Array },
    reading: Reading,
  ) => void;
  /** out ← share·out + (1 − share)·fill, share = how much of a bilinear reading lies on the rectangle. */
  readonly fillOutside: (out: Planes, frame: FrameFill) => void;
  /** out ← min(max(scale·x + shift, least), most). `out` may be x. */
  readonly scaleShift: (out: Float32Array, x: Float32Array, scale: number, shift: number, limits: Limits) => void;
  /** out [3, n] ← min(max(matrix · (r, g, b, 1), least), most), matrix [3, 4]. `out` may be x. */
  readonly mapRgb: (out: Float32Array, x: Float32Array, matrix: ColourNumbers, limits: Limits) => void;
  /** out [3, n] ← x with the hue of its pixels (r, g, b) turned by a fraction of the colour circle, in HSV. */
  readonly turnHue: (out: Float32Array, x: Float32Array, turn: number) => void;
  /** out ← min(max(⌊levels · x⌋, 0), levels − 1) / levels; levels are a power of two. */
  readonly posterize: (out: Float32Array, x: Float32Array, levels: number) => void;
  /** out ← 1 − x where x ≥ threshold, else x. */
  readonly solarize: (out: Float32Array, x: Float32Array, threshold: number) => void;
  /** ∞ of nothing. */
  readonly least: (x: Float32Array) => number;
  /** −∞ of nothing. */
  readonly most: (x: Float32Array) => number;
  /** out ← factor·x + (1 − factor)·smoothed x, in 0 … 1; the outermost pixels are x. Sides of at least three. */
  readonly sharpen: (out: Planes, x: Planes, factor: number) => void;
  /** out ← Σ weights · rows of x, read from column `first` on. */
  readonly blendRows: (out: Planes, x: Planes, first: number, taps: Taps) => void;
  /**
   * out ← Σ weights · columns of x, whose data is three floats longer than its size tells. Of two taps or taps in fours, and
   * of tables that go on to the next multiple of four columns.
   */
  readonly blendColumns: (out: Planes, x: Planes, taps: Taps) => void;
  /** out ← Σₖ weights[k] · x[row + k, column], or [row, column + k]: x is so much higher (axis 0) or wider (axis 1). */
  readonly convolve: (out: Planes, x: Planes, weights: Float32Array, axis: 0 | 1) => void;
}
