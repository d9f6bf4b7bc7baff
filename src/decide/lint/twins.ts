import { type HeldRows, mix32 } from "../../core/index.ts";
import { blocksOf, rowReader } from "../../train/rows.ts";
import type { LintSituation } from "./subject.ts";

/** Rows of numbers [rows, width] with a target each, [rows, outputs]. */
export interface Rows {
  readonly rows: number;
  readonly x: HeldRows;
  readonly y: Float32Array;
}

const SEED = 0x9e3779b9 | 0;

/** Hashes of rows, [rows], go on with the bits of more columns. */
function hashOn(hashes: Int32Array, values: HeldRows): void {
  for (const { start, rows, floats } of blocksOf(values, hashes.length)) {
    const cells = bitsOf(floats);
    const width = cells.length / rows;
    for (let row = 0, at = 0; row < rows; row++) {
      let hash = hashes[start + row]!;
      for (const end = at + width; at < end; at++) hash = Math.imul(hash ^ cells[at]!, 0x01000193) ^ (hash >>> 15);
      hashes[start + row] = hash;
    }
  }
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array =>
  new Int32Array(buffer as ArrayBuffer, byteOffset, length);

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const [left, right] = [bitsOf(a), bitsOf(b)];
  return left.length === right.length && left.every((bits, i) => bits === right[i]);
}

/** Rows as integers: equal bits of x and y, equal rows. */
class Bits {
  readonly rows: number;
  /** [rows] */
  readonly hashes: Int32Array;
  readonly #readers: readonly ((row: number) => Float32Array)[];

  constructor({ rows, x, y }: Rows) {
    this.rows = rows;
    this.hashes = new Int32Array(rows).fill(SEED);
    for (const part of [x, y]) hashOn(this.hashes, part);
    for (let row = 0; row < rows; row++) this.hashes[row] = mix32(this.hashes[row]!);
    // Two of each: a row may be compared with another of its own.
    this.#readers = [x, y].flatMap((part) => [rowReader(part, rows), rowReader(part, rows)]);
  }

  equals(row: number, other: Bits, at: number): boolean {
    if (this.hashes[row] !== other.hashes[at]) return false;
    const [x, , y] = this.#readers;
    const [, otherX, , otherY] = other.#readers;
    return sameBits(x!(row), otherX!(at)) && sameBits(y!(row), otherY!(at));
  }
}

/** The first of each set of equal rows, by an open hash table: no texts, and a collision of hashes merges nothing. */
class Firsts {
  readonly #bits: Bits;
  readonly #table: Int32Array;

  constructor(bits: Bits) {
    this.#bits = bits;
    let size = 64;
    while (size < 2 * bits.rows) size *= 2;
    this.#table = new Int32Array(size).fill(-1);
  }

  /** Where a row of `from` stands, or belongs, in the table. */
  #placeOf(from: Bits, row: number): number {
    const table = this.#table;
    let at = from.hashes[row]! & (table.length - 1);
    while (table[at]! >= 0 && !from.equals(row, this.#bits, table[at]!)) at = (at + 1) & (table.length - 1);
    return at;
  }

  /** The first row that equals this one, which is it itself when there was none. */
  add(row: number): number {
    const at = this.#placeOf(this.#bits, row);
    if (this.#table[at]! < 0) this.#table[at] = row;
    return this.#table[at]!;
  }

  has(from: Bits, row: number): boolean {
    return this.#table[this.#placeOf(from, row)]! >= 0;
  }
}

/** Training rows that have twins, found once for all that is asked about them. O(rows · width). */
export class Twins {
  readonly #train: Rows;
  readonly #known: Firsts;
  /** [rows]: the first row that equals each. */
  readonly #firsts: Int32Array;

  constructor(train: Rows) {
    this.#train = train;
    this.#known = new Firsts(new Bits(train));
    this.#firsts = Int32Array.from({ length: train.rows }, (_, row) => this.#known.add(row));
  }

  /** Validation rows that equal a training row in every number and in the target. */
  across(validation: Rows): NonNullable<LintSituation["across"]> {
    const others = new Bits(validation);
    let identical = 0;
    for (let row = 0; row < validation.rows; row++) if (this.#known.has(others, row)) identical++;
    return { rows: validation.rows, identical };
  }

  /** Of each class, its training rows and how many of them have an identical twin. y is one-hot, [rows, classes]. */
  byClass(classes: readonly string[]): NonNullable<LintSituation["twins"]> {
    const [train, firsts] = [this.#train, this.#firsts];
    const counts = new Int32Array(train.rows);
    for (const first of firsts) counts[first]!++;
    const found = classes.map((name) => ({ name, rows: 0, twins: 0 }));
    for (let row = 0; row < train.rows; row++) {
      const own = found.find((_, label) => train.y[row * classes.length + label] === 1);
      if (own === undefined) continue;
      own.rows++;
      if (counts[firsts[row]!]! > 1) own.twins++;
    }
    return found;
  }
}
