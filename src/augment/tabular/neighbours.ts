import type { Rows } from "./batch.ts";
import { type Categories, Search } from "./search.ts";

/**
 * The k nearest other rows of each of `queries` (row numbers; all rows when left out) by Euclidean distance, nearest first,
 * [queries, k]; exact, equals by row number. Needs k < rows and finite values. Memory: O(rows · (width + k)).
 */
export function nearestRows(rows: Rows, k: number, queries?: Int32Array, categories?: Categories): Int32Array {
  if (queries === undefined) return new Search(rows, k, undefined, categories).run();
  const asked = new Uint8Array(rows.rows);
  for (const row of queries) asked[row] = 1;
  const all = new Search(rows, k, asked, categories).run();
  const found = new Int32Array(queries.length * k);
  for (const [i, row] of queries.entries()) found.set(all.subarray(row * k, row * k + k), i * k);
  return found;
}
