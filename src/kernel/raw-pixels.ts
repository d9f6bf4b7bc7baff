/** Output pixel (column, row) → input pixel (a·column + b·row + c, d·column + e·row + f), as doubles. */
export type AffineNumbers = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The twelve numbers of a map of colours [3, 4]. */
export type ColourNumbers = readonly [
  ...[a: number, b: number, c: number, d: number, e: number, f: number],
  ...[g: number, h: number, i: number, j: number, k: number, l: number],
];

/** The image functions of `assembly/`: floats, or bytes where a name says so, at places `P`. */
export interface RawPixels<P> {
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
  turnHue(n: number, out: P, x: P, sixths: number): void;
  posterize(n: number, out: P, x: P, levels: number): void;
  solarize(n: number, out: P, x: P, threshold: number): void;
  least(n: number, x: P): number;
  most(n: number, x: P): number;
  sharpen(planes: number, height: number, width: number, out: P, x: P, factor: number, rest: number): void;
  /** Starts are integers. */
  blendRows(
    ...image: readonly [
      ...[planes: number, rows: number, width: number, out: P, xHeight: number, xWidth: number, x: P, first: number],
      ...[count: number, starts: P, weights: P],
    ]
  ): void;
  blendColumns(
    ...image: readonly [
      ...[rows: number, width: number, out: P, xWidth: number, x: P],
      ...[count: number, starts: P, weights: P],
    ]
  ): void;
  convolve(
    ...image: readonly [
      ...[planes: number, rows: number, width: number, out: P, xRows: number, xWidth: number, x: P],
      ...[count: number, step: number, weights: P],
    ]
  ): void;
}
