import { longInts, numberAll, passed, stretches } from "../../core/long.ts";

/** Rows that are looked up in one table at most, or little more. */
const PART = 1 << 20;

/** Hashes, those with the same last bits side by side, and the rows that they are of. */
interface Parted {
  readonly hashes: Int32Array;
  readonly rows: Int32Array;
  /** Where each part ends. */
  readonly ends: Int32Array;
  /** Bits that a part has in common. */
  readonly bits: number;
}

function parted(hashes: Int32Array, bits: number): Parted {
  const last = (1 << bits) - 1;
  const ends = new Int32Array(last + 2);
  for (const [from, to] of stretches(hashes.length))
    for (let row = from; row < to; row++) ends[(hashes[row]! & last) + 1]!++;
  for (let part = 1; part < ends.length; part++) ends[part]! += ends[part - 1]!;
  const found = { hashes: longInts(hashes.length), rows: longInts(hashes.length) };
  for (const [from, to] of stretches(hashes.length, 3))
    for (let row = from; row < to; row++) {
      const at = ends[hashes[row]! & last]!++;
      found.hashes[at] = hashes[row]!;
      found.rows[at] = row;
    }
  return { ...found, ends: ends.subarray(0, -1), bits };
}

/**
 * [rows]: the first row that equals each. A hash table of rows; rows with equal hashes are compared by `same`, so a collision merges
 * nothing. Of many rows, a table for each part of the hashes: it stays in a processor's cache.
 */
export function firstsOf(hashes: Int32Array, same: (a: number, b: number) => boolean): Int32Array {
  const rows = hashes.length;
  const firsts = longInts(rows);
  numberAll(firsts);
  const bits = Math.max(0, Math.ceil(Math.log2(rows / PART)));
  // A row is the first of its kind until it is met: where there is one part, these are the rows.
  const of = bits === 0 ? { hashes, rows: firsts, ends: Int32Array.of(rows), bits } : parted(hashes, bits);
  joinTwins(firsts, of, same);
  return firsts;
}

/** Writes the first of its kind for each row that is not. */
function joinTwins(firsts: Int32Array, { hashes, rows, ends, bits }: Parted, same: (a: number, b: number) => boolean) {
  let size = 64;
  const largest = ends.reduce((most, end, part) => Math.max(most, end - (ends[part - 1] ?? 0)), 0);
  while (size < 2 * largest) size *= 2;
  // Places among the parted, and one more: 0 is none.
  const table = new Int32Array(size);
  for (let part = 0, from = 0; part < ends.length; from = ends[part++]!) {
    table.fill(0);
    for (let i = from; i < ends[part]!; i++) {
      const [hash, row] = [hashes[i]!, rows[i]!];
      let at = (hash >>> bits) & (size - 1);
      let first = table[at]! - 1;
      while (first >= 0 && !(hashes[first] === hash && same(rows[first]!, row))) {
        at = (at + 1) & (size - 1);
        first = table[at]! - 1;
      }
      if (first < 0) table[at] = i + 1;
      else firsts[row] = rows[first]!;
    }
    passed(12 * (ends[part]! - from));
  }
}
