import { type Key, permutation } from "../../../core/index.ts";

/** At most `most` of the rows, chosen by the key, in their order. */
export function sampled(rows: Int32Array, most: number, key: Key): Int32Array {
  if (rows.length <= most) return rows;
  return permutation(rows.length, key)
    .slice(0, most)
    .map((i) => rows[i]!)
    .sort();
}
