/** Output pixel (column, row) → input pixel (a·column + b·row + c, d·column + e·row + f), as doubles. */
export type AffineNumbers = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The twelve numbers of a map of colours [3, 4]. */
export type ColourNumbers = readonly [
  ...[a: number, b: number, c: number, d: number, e: number, f: number],
  ...[g: number, h: number, i: number, j: number, k: number, l: number],
];

/** The image functions of `assembly/`: floats, or bytes where a name says so, at places `P`. */
export interface RawPixels<P> {
  fromBytes(n: number, out: P, bytes: P): void;
  /** Three planes of n bytes → n pixels of four. */
  interleave(n: number, out: P, bytes: P): void;
  moveImage(
    ...image: readonly [
      ...[channels: number, height: number, width: number, out: P, xHeight: number, xWidth: number, x: P],
      ...[top: number, left: number, down: number, right: number],
      ...[y0: number, x0: number, y1: number, x1: number, mirrored: number],
    ]
  ): void;
  bilinear(
    ...image: readonly [
      ...[channels: number, height: number, width: number, out: P, xHeight: number, xWidth: number, x: P],
      ...AffineNumbers,
      ...[x0: number, y0: number, x1: number, y1: number, nx: number, ny: number],
    ]
  ): void;
  bilinearRgb(
    ...image: readonly [
      ...[height: number, width: number, out: P, xWidth: number, bytes: P],
      ...AffineNumbers,
      ...[x0: number, y0: number, x1: number, y1: number, nx: number, ny: number, scale: number],
    ]
  ): void;
  fillOutside(
    ...image: readonly [
      ...[channels: number, height: number, width: number, out: P],
      ...AffineNumbers,
      ...[frameHeight: number, frameWidth: number, fill: number],
    ]
  ): void;
  scaleShift(n: number, out: P, x: P, scale: number, shift: number, least: number, most: number): void;
  mapRgb(...image: readonly [n: number, out: P, x: P, ...ColourNumbers, least: number, most: number]): void;
}
