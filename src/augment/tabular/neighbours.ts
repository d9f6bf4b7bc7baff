import type { Rows } from "./batch.ts";
import { Search } from "./search.ts";
import type { Categories } from "./searchRoom.ts";

/** The rows of a matrix [rows, k] at some places. */
function pick(all: Int32Array, k: number, places: Int32Array): Int32Array {
  const picked = new Int32Array(places.length * k);
  for (const [i, place] of places.entries()) picked.set(all.subarray(place * k, (place + 1) * k), i * k);
  return picked;
}

/**
 * The k nearest other rows of each of `queries` (row numbers; all rows when left out) by Euclidean distance, nearest first,
 * [queries, k]; exact, equals by row number. Needs k < rows and finite values. Memory: O(rows · (width + k)).
 */
export function nearestRows(rows: Rows, k: number, queries?: Int32Array, categories?: Categories): Int32Array {
  if (queries === undefined) return new Search(rows, k, undefined, categories).run();
  const asked = Int32Array.from(new Set(queries));
  // All together take half as long for each.
  if (asked.length > rows.rows / 2) return pick(new Search(rows, k, undefined, categories).run(), k, queries);
  const found = new Search(rows, k, asked, categories).run();
  const places = new Map(Array.from(asked, (row, i) => [row, i]));
  return pick(
    found,
    k,
    queries.map((row) => places.get(row)!),
  );
}
