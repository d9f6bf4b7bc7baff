import type { ClassPredictions } from "./define.ts";

/** Bits of a key that one pass sorts by: three passes for 32. */
const DIGIT = 11;

const MINUS_ZERO = 0x80000000;

/** An unsigned integer in the order of the float with these bits; −0 is 0. */
function rankOf(bits: number): number {
  if (bits === MINUS_ZERO) return MINUS_ZERO;
  return (bits >>> 31 === 1 ? ~bits : bits | MINUS_ZERO) >>> 0;
}

/** Rows with the keys that they are sorted by, side by side: no look-up jumps through memory. */
interface Keyed {
  readonly keys: Uint32Array;
  readonly rows: Int32Array;
}

/** One stable pass of a counting sort, by the digit `shift` bits above the lowest. */
function sortByDigit({ keys, rows }: Keyed, to: Keyed, shift: number): void {
  const next = new Int32Array((1 << DIGIT) + 1);
  const mask = (1 << DIGIT) - 1;
  for (let i = 0; i < keys.length; i++) next[((keys[i]! >>> shift) & mask) + 1]!++;
  for (let digit = 0; digit < mask; digit++) next[digit + 1]! += next[digit]!;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const place = next[(key >>> shift) & mask]!++;
    to.keys[place] = key;
    to.rows[place] = rows[i]!;
  }
}

/** Rows in ascending order of `scores`; of equal ones the first row first. O(n): a radix sort of their bits. */
export function ascending(scores: Float32Array): Int32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const [one, other] = [0, 1].map(() => ({ keys: new Uint32Array(bits.length), rows: new Int32Array(bits.length) }));
  for (let row = 0; row < bits.length; row++) {
    one!.keys[row] = rankOf(bits[row]!);
    one!.rows[row] = row;
  }
  sortByDigit(one!, other!, 0);
  sortByDigit(other!, one!, DIGIT);
  sortByDigit(one!, other!, 2 * DIGIT);
  return other!.rows;
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
  const scores = new Float32Array(rows);
  for (let row = 0; row < rows; row++) scores[row] = probabilities[row * classes + positive]!;
  const order = ascending(scores);
  const [isPositive, endsTie] = [new Uint8Array(rows), new Uint8Array(rows)];
  for (let i = 0, score = scores[order[0]!]; i < rows; i++) {
    const next = scores[order[i + 1] ?? -1];
    isPositive[i] = targets[order[i]!] === positive ? 1 : 0;
    endsTie[i] = score === next ? 0 : 1;
    score = next;
  }
  return { order, isPositive, endsTie };
}

/** The classes whose ranking counts: the positive one of two, or each against the rest. */
export const classesRanked = ({ kind, classes }: ClassPredictions): readonly number[] =>
  kind === "binary" ? [1] : Array.from({ length: classes }, (_, k) => k);
