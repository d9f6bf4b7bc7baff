import type { ColourNumbers } from "./raw-pixels.ts";

/** The functions of `assembly/` that read or write bytes: places of bytes are `bytes`, `codes` or `table`. */
export interface RawBytes<P> {
  fromBytes(n: number, out: P, bytes: P): void;
  /** Three planes of bytes → pixels of eight, those of the row below among them. */
  interleave(height: number, width: number, out: P, bytes: P): void;
  moveBytes(
    ...image: readonly [
      ...[channels: number, height: number, width: number, out: P, xHeight: number, xWidth: number, bytes: P],
      ...[top: number, left: number, down: number, right: number],
      ...[y0: number, x0: number, y1: number, x1: number, mirrored: number],
    ]
  ): void;
  fillBytes(
    ...image: readonly [
      ...[channels: number, height: number, width: number, bytes: P],
      ...[y0: number, x0: number, y1: number, x1: number, value: number],
    ]
  ): void;
  scaleBytes(n: number, out: P, bytes: P, scale: number, shift: number, least: number, most: number): void;
  mapBytes(...image: readonly [n: number, out: P, bytes: P, ...ColourNumbers, least: number, most: number]): void;
  sumBytes(n: number, bytes: P): number;
  /** Starts are integers, weights and what comes out of 16 bits. */
  blendByteRows(
    ...image: readonly [
      ...[
        planes: number,
        rows: number,
        width: number,
        out: P,
        xHeight: number,
        xWidth: number,
        bytes: P,
        first: number,
      ],
      ...[pairs: number, starts: P, weights: P],
    ]
  ): void;
  blendShortColumns(
    ...image: readonly [
      ...[rows: number, width: number, out: P, xWidth: number, shorts: P],
      ...[count: number, starts: P, weights: P, scale: number, shift: number],
    ]
  ): void;
  convolveShorts(
    ...image: readonly [
      ...[rows: number, width: number, out: P, xWidth: number, shorts: P],
      ...[half: number, weights: P, scale: number],
    ]
  ): void;
  solarizeBytes(n: number, out: P, bytes: P, threshold: number): void;
  leastByte(n: number, bytes: P): number;
  mostByte(n: number, bytes: P): number;
  levels(n: number, codes: P, x: P): void;
  /** Counts are integers. */
  countCodes(n: number, counts: P, codes: P): void;
  lookUp(n: number, out: P, codes: P, table: P): void;
}
