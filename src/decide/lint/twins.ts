import { type HeldRows, mix32 } from "../../core/index.ts";
import { longBytes, longInts, stretches } from "../../core/long.ts";
import { firstsOf } from "../../data/split/firsts.ts";
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

/** Rows of both sides, training rows first. */
class Sides {
  /** [rows of both]: equal bits of x and y, equal hashes. */
  readonly hashes: Int32Array;
  readonly #train: number;
  /** Of each side x and y, two of each: a row may be compared with another of its own. */
  readonly #readers: readonly (readonly ((row: number) => Float32Array)[])[];

  constructor(train: Rows, validation: Rows | undefined) {
    const sides = [train, ...(validation === undefined ? [] : [validation])];
    this.#train = train.rows;
    this.hashes = longInts(sides.reduce((sum, { rows }) => sum + rows, 0));
    for (const [from, to] of stretches(this.hashes.length)) this.hashes.fill(SEED, from, to);
    for (const [i, { rows, x, y }] of sides.entries())
      for (const part of [x, y]) hashOn(this.hashes.subarray(i * train.rows, i * train.rows + rows), part);
    for (const [from, to] of stretches(this.hashes.length)) mixAll(this.hashes.subarray(from, to));
    this.#readers = sides.map(({ rows, x, y }) => [x, x, y, y].map((part) => rowReader(part, rows)));
  }

  readonly areEqual = (a: number, b: number): boolean => {
    const [[x, , y], one] = this.#of(a);
    const [[, otherX, , otherY], other] = this.#of(b);
    return sameBits(x!(one), otherX!(other)) && sameBits(y!(one), otherY!(other));
  };

  #of(row: number): readonly [readers: readonly ((row: number) => Float32Array)[], row: number] {
    const side = Number(row >= this.#train);
    return [this.#readers[side]!, row - side * this.#train];
  }
}

function mixAll(hashes: Int32Array): void {
  for (let i = 0; i < hashes.length; i++) hashes[i] = mix32(hashes[i]!);
}

/** Training rows that have twins, among themselves and among validation rows, found once for all that is asked. O(rows · width). */
export class Twins {
  readonly #train: Rows;
  /** [rows of both]: the first row that equals each. */
  readonly #firsts: Int32Array;

  constructor(train: Rows, validation?: Rows) {
    this.#train = train;
    const { hashes, areEqual } = new Sides(train, validation);
    this.#firsts = firstsOf(hashes, areEqual);
  }

  /** Validation rows that equal a training row in every number and in the target. */
  across(): NonNullable<LintSituation["across"]> {
    const { rows } = this.#train;
    let identical = 0;
    for (const [from, to] of stretches(this.#firsts.length - rows))
      identical += countBelow(rows, this.#firsts.subarray(rows + from, rows + to));
    return { rows: this.#firsts.length - rows, identical };
  }

  /** Of each class, its training rows and how many of them have an identical twin. y is one-hot, [rows, classes]. */
  byClass(classes: readonly string[]): NonNullable<LintSituation["twins"]> {
    const [{ rows, y }, firsts] = [this.#train, this.#firsts];
    const isTwin = longBytes(rows);
    const [own, twins] = [new Float64Array(classes.length), new Float64Array(classes.length)];
    const mark = (from: number, to: number): void => {
      for (let row = from; row < to; row++) if (firsts[row] !== row) isTwin[row] = isTwin[firsts[row]!] = 1;
    };
    const count = (from: number, to: number): void => {
      for (let row = from; row < to; row++) {
        const label = labelAt(y, classes.length, row);
        if (label < 0) continue;
        own[label]!++;
        twins[label]! += isTwin[row]!;
      }
    };
    for (const [from, to] of stretches(rows, 2)) mark(from, to);
    for (const [from, to] of stretches(rows, 1 + classes.length)) count(from, to);
    return classes.map((name, label) => ({ name, rows: own[label]!, twins: twins[label]! }));
  }
}

function countBelow(most: number, rows: Int32Array): number {
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (rows[i]! < most) count++;
  return count;
}

/** The first class that a row is of; −1 where it is of none. */
function labelAt(y: Float32Array, classes: number, row: number): number {
  for (let label = 0; label < classes; label++) if (y[row * classes + label] === 1) return label;
  return -1;
}
