import { fold, type Key, permutation } from "../../core/index.ts";

/**
 * The part of some rows that a smaller training set has, in ascending order: the same shares of every stratum, at least one row of each, and
 * a larger part holds every smaller one of the same key.
 */
export function nestedRows(rows: Int32Array, share: number, strata: Int32Array | undefined, key: Key): Int32Array {
  if (share >= 1) return rows;
  const wanted = Math.max(1, Math.round(rows.length * share));
  const order = permutation(rows.length, fold(key, "nested"));
  const sizes = new Map<number, number>();
  const codeOf = (i: number): number => strata?.[rows[i]!] ?? 0;
  for (const i of order) sizes.set(codeOf(i), (sizes.get(codeOf(i)) ?? 0) + 1);
  const seen = new Map<number, number>();
  const rank = new Float64Array(rows.length);
  for (const [place, i] of order.entries()) {
    const before = seen.get(codeOf(i)) ?? 0;
    seen.set(codeOf(i), before + 1);
    // The place breaks ties between strata without a preference.
    rank[i] = before === 0 ? -1 + place / order.length : (before + place / order.length) / sizes.get(codeOf(i))!;
  }
  const taken = Array.from(order).sort((a, b) => rank[a]! - rank[b]!);
  const kept = Math.min(rows.length, Math.max(wanted, sizes.size));
  return Int32Array.from(taken.slice(0, kept), (i) => rows[i]!).sort();
}
