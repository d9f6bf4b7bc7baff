import { crc32 } from "node:zlib";
import { CandidateGrid } from "./candidates.ts";
import { contrastOf, samePicture, thumbnail, thumbnailShape } from "./thumbnail.ts";
import type { ImageShape } from "./types.ts";

/** Where pixels are read from, one image at a time. */
export interface PixelSource {
  readonly rows: number;
  readonly shape: ImageShape;
  bytes(row: number, out?: Uint8Array): Uint8Array;
}

export interface Alike {
  /** [rows]: the first row with the same picture. */
  readonly units: Int32Array;
  /** Rows whose pixels are those of an earlier row. */
  readonly copies: number;
  /** Rows that are nearly an earlier one: encoded again, or scaled. */
  readonly near: number;
  /** Set when all images are so alike that only copies were joined. */
  readonly uniform: boolean;
}

/** [rows]: the first row with the same bytes. */
function exactUnits(source: PixelSource): Int32Array {
  const byHash = new Map<number, number[]>();
  const own = new Uint8Array(source.shape[0] * source.shape[1] * source.shape[2]);
  const other = new Uint8Array(own.length);
  return Int32Array.from({ length: source.rows }, (_, row) => {
    const hash = crc32(source.bytes(row, own));
    const known = byHash.get(hash);
    if (known === undefined) byHash.set(hash, [row]);
    const same = known?.find((first) => Buffer.compare(source.bytes(first, other), own) === 0);
    if (known !== undefined && same === undefined) known.push(row);
    return same ?? row;
  });
}

/** Follows parents to the first row of the unit. */
function rootOf(parent: Int32Array, row: number): number {
  let root = row;
  while (parent[root]! !== root) {
    parent[root] = parent[parent[root]!]!;
    root = parent[root]!;
  }
  return root;
}

/** A unit of more different pictures than this share of all shows that the images are alike by nature. */
const MOST_OF_ALL = 0.2;
const FEW = 20;

/** Different pictures in the largest unit. */
function largest(units: Int32Array, distinct: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const row of distinct) sizes.set(units[row]!, (sizes.get(units[row]!) ?? 0) + 1);
  let most = 0;
  for (const size of sizes.values()) most = Math.max(most, size);
  return most;
}

/**
 * Joins images of the same picture: equal pixels always, and re-encoded or scaled copies by their thumbnails (`samePicture`).
 * A grid over low frequencies proposes the pairs: near-linear, and none within the threshold is missed. Where pictures
 * differ too little to be told apart (a fixed camera), only equal pixels are joined, and `uniform` says so.
 */
export function pictureUnits(source: PixelSource): Alike {
  const exact = exactUnits(source);
  const distinct = [...exact.keys()].filter((row) => exact[row] === row);
  const copies = source.rows - distinct.length;
  const joined = nearUnits(source, exact, distinct);
  const uniform = joined === undefined || largest(joined, distinct) > Math.max(FEW, MOST_OF_ALL * distinct.length);
  const units = uniform ? exact : joined;
  const near = distinct.reduce((n, row) => n + (units[row] === row ? 0 : 1), 0);
  return { units, copies, near, uniform };
}

/** Joins what the grid proposes and thumbnails confirm; undefined when there is far too much to compare. */
function nearUnits(source: PixelSource, exact: Int32Array, distinct: readonly number[]): Int32Array | undefined {
  const thumbs = new Thumbnails(source, distinct);
  const grid = new CandidateGrid(thumbs.greys, distinct.length, thumbs.plane);
  const parent = Int32Array.from(exact);
  const complete = grid.visitPairs((i, j) => {
    const [a, b] = [rootOf(parent, distinct[i]!), rootOf(parent, distinct[j]!)];
    if (a !== b && thumbs.areSame(i, j)) parent[Math.max(a, b)] = Math.min(a, b);
  });
  return complete ? exact.map((row) => rootOf(parent, row)) : undefined;
}

/** Grey thumbnails of some rows; those in colour are made again for the few pairs that look alike in grey. */
class Thumbnails {
  readonly plane: readonly [height: number, width: number];
  /** [rows, …plane]: mean of the channels. It differs at most as much as the channels do. */
  readonly greys: Uint8Array;
  readonly #contrasts: Float32Array;
  readonly #source: PixelSource;
  readonly #rows: readonly number[];
  readonly #pixels: Uint8Array;

  constructor(source: PixelSource, rows: readonly number[]) {
    this.#source = source;
    this.#rows = rows;
    this.#pixels = new Uint8Array(source.shape[0] * source.shape[1] * source.shape[2]);
    this.plane = thumbnailShape(source.shape);
    this.greys = new Uint8Array(rows.length * this.#size);
    for (const i of rows.keys()) this.greys.set(meanOfChannels(this.#colour(i), this.#size), i * this.#size);
    this.#contrasts = Float32Array.from(rows, (_, i) => contrastOf(this.#grey(i)));
  }

  areSame(i: number, j: number): boolean {
    const contrast = (this.#contrasts[i]! + this.#contrasts[j]!) / 2;
    if (!samePicture(this.#grey(i), this.#grey(j), contrast)) return false;
    return this.#source.shape[0] === 1 || samePicture(this.#colour(i), this.#colour(j), contrast);
  }

  get #size(): number {
    return this.plane[0] * this.plane[1];
  }

  #grey(i: number): Uint8Array {
    return this.greys.subarray(i * this.#size, (i + 1) * this.#size);
  }

  #colour(i: number): Uint8Array {
    return thumbnail(this.#source.bytes(this.#rows[i]!, this.#pixels), this.#source.shape);
  }
}

function meanOfChannels(thumb: Uint8Array, size: number): Uint8Array {
  if (thumb.length === size) return thumb;
  return Uint8Array.from({ length: size }, (_, i) => (thumb[i]! + thumb[size + i]! + thumb[2 * size + i]!) / 3);
}
