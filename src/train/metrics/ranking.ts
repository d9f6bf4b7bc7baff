import type { ClassPredictions } from "./define.ts";

/** Bits of a key that one pass sorts by: three passes for 32. */
const DIGIT = 11;

const MINUS_ZERO = 0x80000000;

/** An unsigned integer in the order of the float with these bits; −0 is 0. */
function rankOf(bits: number): number {
  if (bits === MINUS_ZERO) return MINUS_ZERO;
  return (bits >>> 31 === 1 ? ~bits : bits | MINUS_ZERO) >>> 0;
}

/** One stable pass of a counting sort, by the digit `shift` bits above the lowest. */
function sortByDigit(from: Int32Array, to: Int32Array, keys: Uint32Array, shift: number): void {
  const next = new Int32Array((1 << DIGIT) + 1);
  const mask = (1 << DIGIT) - 1;
  for (const row of from) next[((keys[row]! >>> shift) & mask) + 1]!++;
  for (let digit = 0; digit < mask; digit++) next[digit + 1]! += next[digit]!;
  for (const row of from) to[next[(keys[row]! >>> shift) & mask]!++] = row;
}

/** Rows in ascending order of `scores`; of equal ones the first row first. O(n): a radix sort of their bits. */
export function ascending(scores: Float32Array): Int32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keys = bits.map(rankOf);
  const rows = Int32Array.from(scores.keys());
  const other = new Int32Array(scores.length);
  sortByDigit(rows, other, keys, 0);
  sortByDigit(other, rows, keys, DIGIT);
  sortByDigit(rows, other, keys, 2 * DIGIT);
  return other;
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

export function scoresSorted(p: ClassPredictions, positive: number): Ranked {
  const scores = p.targets.map((_, row) => p.probabilities[row * p.classes + positive]!);
  const order = ascending(scores);
  return {
    order,
    isPositive: Uint8Array.from(order, (row) => (p.targets[row] === positive ? 1 : 0)),
    endsTie: Uint8Array.from(order, (row, i) => (scores[row] === scores[order[i + 1] ?? -1] ? 0 : 1)),
  };
}

/** The classes whose ranking counts: the positive one of two, or each against the rest. */
export const classesRanked = ({ kind, classes }: ClassPredictions): readonly number[] =>
  kind === "binary" ? [1] : Array.from({ length: classes }, (_, k) => k);
