import { longBytes, longInts, stretches } from "../../core/long.ts";
import type { ClassPredictions } from "./define.ts";

/** Bits of a key that one pass sorts by: three passes for 32. */
const DIGIT = 11;

const MINUS_ZERO = 0x80000000;

/** An unsigned integer in the order of the float with these bits; −0 is 0. */
function rankOf(bits: number): number {
  if (bits === MINUS_ZERO) return MINUS_ZERO;
  return (bits >>> 31 === 1 ? ~bits : bits | MINUS_ZERO) >>> 0;
}

/** What is sorted, and the keys that it is sorted by, side by side: no look-up jumps through memory. */
interface Keyed {
  readonly keys: Uint32Array;
  /** A row each, or what was made of it. */
  readonly rows: Int32Array;
}

const room = (rows: number): Keyed => ({ keys: new Uint32Array(longInts(rows).buffer), rows: longInts(rows) });

/** By each of three digits, how many keys have it. */
function digitsOf(keys: Uint32Array): Int32Array[] {
  const [low, middle, high] = [0, 1, 2].map(() => new Int32Array(1 << DIGIT)) as [Int32Array, Int32Array, Int32Array];
  const mask = (1 << DIGIT) - 1;
  const count = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const key = keys[i]!;
      low[key & mask]!++;
      middle[(key >>> DIGIT) & mask]!++;
      high[key >>> (2 * DIGIT)]!++;
    }
  };
  for (const [from, to] of stretches(keys.length)) count(from, to);
  return [low, middle, high];
}

/** One stable pass of a counting sort, by the digit `shift` bits above the lowest. */
function sortByDigit(given: Keyed, to: Keyed, counts: Int32Array, shift: number): void {
  const next = new Int32Array(counts.length);
  for (let digit = 0; digit < counts.length - 1; digit++) next[digit + 1] = next[digit]! + counts[digit]!;
  for (const [from, end] of stretches(given.keys.length, 4)) placeStretch(given, to, next, shift, from, end);
}

function placeStretch(
  { keys, rows }: Keyed,
  to: Keyed,
  next: Int32Array,
  shift: number,
  from: number,
  end: number,
): void {
  const mask = next.length - 1;
  for (let i = from; i < end; i++) {
    const key = keys[i]!;
    const place = next[(key >>> shift) & mask]!++;
    to.keys[place] = key;
    to.rows[place] = rows[i]!;
  }
}

/** In ascending order of the keys; of equal ones the first stays first. O(n): a radix sort. A digit that all share is passed over. */
function sorted(given: Keyed): Keyed {
  const { length } = given.keys;
  let [from, to] = [given, room(length)];
  for (const [i, counts] of digitsOf(given.keys).entries()) {
    if (counts.includes(length)) continue;
    sortByDigit(from, to, counts, i * DIGIT);
    [from, to] = [to, from];
  }
  return from;
}

/** Rows in ascending order of `scores`; of equal ones the first row first. O(n): a radix sort of their bits. */
export function ascending(scores: Float32Array): Int32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keyed = room(bits.length);
  const rank = (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      keyed.keys[row] = rankOf(bits[row]!);
      keyed.rows[row] = row;
    }
  };
  for (const [from, to] of stretches(bits.length, 3)) rank(from, to);
  return sorted(keyed).rows;
}

/** Rows by the probability of one class. */
export interface Ranked {
  /** Row indices, the least probable first. */
  readonly order: Int32Array;
  /** [rows], in that order: 1 where the row is of the class. */
  readonly isPositive: Uint8Array;
  /** [rows], in that order: 1 where the next row has another probability. */
  readonly endsTie: Uint8Array;
}

export function scoresSorted({ rows, classes, targets, probabilities }: ClassPredictions, positive: number): Ranked {
  const bits = new Uint32Array(probabilities.buffer, probabilities.byteOffset, probabilities.length);
  const keyed = room(rows);
  const rank = (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      keyed.keys[row] = rankOf(bits[row * classes + positive]!);
      // The row, and in the lowest bit whether it is of the class: nothing is looked up afterwards.
      keyed.rows[row] = 2 * row + (targets[row] === positive ? 1 : 0);
    }
  };
  for (const [from, to] of stretches(rows, 3 + classes)) rank(from, to);
  const { keys, rows: order } = sorted(keyed);
  const [isPositive, endsTie] = [longBytes(rows), longBytes(rows)];
  const tell = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      isPositive[i] = order[i]! & 1;
      order[i] = order[i]! >>> 1;
      endsTie[i] = keys[i] === keys[i + 1] ? 0 : 1;
    }
  };
  for (const [from, to] of stretches(rows, 3)) tell(from, to);
  return { order, isPositive, endsTie };
}

/** The classes whose ranking counts: the positive one of two, or each against the rest. */
export const classesRanked = ({ kind, classes }: ClassPredictions): readonly number[] =>
  kind === "binary" ? [1] : Array.from({ length: classes }, (_, k) => k);
