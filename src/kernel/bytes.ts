import type { ColourNumbers } from "./raw-pixels.ts";
import type { Limits, Move, Planes } from "./pixels.ts";

/** Bytes [channels, height, width]; more may follow. */
export interface BytePlanes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** Whole numbers of 2⁻⁶ of a byte's unit, [channels, height, width]; more may follow. */
export interface ShortPlanes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly shorts: Int16Array;
}

/** Rows top … bottom − 1 and columns left … right − 1. */
export interface Inside {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** `Taps` whose weights are whole numbers of 2⁻¹⁴ and sum to at most one, an even count of them per output. */
export interface ByteTaps {
  readonly starts: Int32Array;
  readonly weights: Int16Array;
  readonly count: number;
}

/** Bytes 0 … 255 are 0 … 1. */
export interface ByteKernels {
  /** out ← byte / 255. */
  readonly fromBytes: (out: Float32Array, bytes: Uint8Array) => void;
  /** out [height, width, 8] ← r, r of the row below, g, g below, b, b below and two zeros; below the last row is that row. */
  readonly interleave: (out: Uint8Array, x: BytePlanes) => void;
  /** Flips, shifts and crops by whole pixels; exact. */
  readonly moveBytes: (out: BytePlanes, x: BytePlanes, move: Move) => void;
  /** out ← value outside of a rectangle. */
  readonly fillBytes: (out: BytePlanes, inside: Inside, value: number) => void;
  /** out ← min(max(scale·byte/255 + shift, least), most). */
  readonly scaleBytes: (out: Float32Array, bytes: Uint8Array, scale: number, shift: number, limits: Limits) => void;
  /** out [3, n] ← min(max(matrix · (r/255, g/255, b/255, 1), least), most), matrix [3, 4]. */
  readonly mapBytes: (out: Float32Array, bytes: Uint8Array, matrix: ColourNumbers, limits: Limits) => void;
  /** Σ byte, exact: not divided by 255. */
  readonly sumBytes: (bytes: Uint8Array) => number;
  /** out ← 255 − byte where byte ≥ threshold, else byte; a threshold of 256 leaves all. */
  readonly solarizeBytes: (out: Uint8Array, bytes: Uint8Array, threshold: number) => void;
  /** 255 of nothing. */
  readonly leastByte: (bytes: Uint8Array) => number;
  /** 0 of nothing. */
  readonly mostByte: (bytes: Uint8Array) => number;
  /** out ← Σ weights · rows of x, read from column `first` on. A row and seven bytes more than its size follow x. */
  readonly blendByteRows: (out: ShortPlanes, x: BytePlanes, first: number, taps: ByteTaps) => void;
  /**
   * out ← scale · Σ weights · columns of x / 255 + shift. Three shorts follow x; of two taps or taps in fours, and of tables that
   * go on to the next multiple of four columns.
   */
  readonly blendShortColumns: (out: Planes, x: ShortPlanes, taps: ByteTaps, scale: number, shift: number) => void;
  /**
   * out ← Σₖ w[k] · x[row, column + k] / 255 for symmetric w as in `ByteTaps`, of which the first half and the middle are given,
   * and a zero where these are not even in number. Eight shorts follow x.
   */
  readonly convolveShorts: (out: Planes, x: ShortPlanes, half: number, weights: Int16Array) => void;
  /** codes ← ⌊255.999 · x⌋, kept in 0 … 255. */
  readonly levels: (codes: Uint8Array, x: Float32Array) => void;
  /** counts [256] ← how many codes are each. */
  readonly countCodes: (counts: Int32Array, codes: Uint8Array) => void;
  /** out ← table [256] at the codes. */
  readonly lookUp: (out: Uint8Array, codes: Uint8Array, table: Uint8Array) => void;
}
