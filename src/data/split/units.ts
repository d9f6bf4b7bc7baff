import { mix32 } from "../../core/index.ts";
import type { DataColumn } from "../table.ts";

/** The bits of each cell, so that equal cells are equal integers: NaN and −1 are "missing", −0 equals 0. */
function bitsOf(column: DataColumn): Int32Array {
  if (column.kind === "category") return column.codes;
  const plain = column.values.map((value) => (value === 0 ? 0 : value));
  return new Int32Array(plain.buffer);
}

function sameCells(columns: readonly Int32Array[], a: number, b: number): boolean {
  for (const cells of columns) if (cells[a] !== cells[b]) return false;
  return true;
}

/**
 * [rows]: rows with equal cells in every feature get the number of the first such row. A hash table of rows; equality is
 * checked cell by cell, so a collision of hashes merges nothing.
 */
export function duplicateUnits(features: readonly DataColumn[], rows: number): Int32Array {
  const columns = features.map(bitsOf);
  const hashes = new Int32Array(rows).fill(0x9e3779b9);
  for (const cells of columns)
    for (let row = 0; row < rows; row++) hashes[row] = mix32(Math.imul(hashes[row]!, 31) ^ cells[row]!);
  let size = 64;
  while (size < 2 * rows) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const units = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let at = hashes[row]! & (size - 1);
    while (table[at]! >= 0 && !(hashes[table[at]!] === hashes[row] && sameCells(columns, table[at]!, row)))
      at = (at + 1) & (size - 1);
    if (table[at]! < 0) table[at] = row;
    units[row] = columns.length === 0 ? row : table[at]!;
  }
  return units;
}

/** [rows]: the value of a grouping column; rows without a value are groups of their own. */
export function groupUnits(column: DataColumn): Int32Array {
  const bits = bitsOf(column);
  const missing =
    column.kind === "category" ? (i: number) => bits[i]! < 0 : (i: number) => Number.isNaN(column.values[i]!);
  const first = new Map<number, number>();
  return bits.map((value, row) => {
    if (missing(row)) return row;
    const known = first.get(value);
    if (known === undefined) first.set(value, row);
    return known ?? row;
  });
}

/** [rows]: the smallest partition that splits neither a unit of `a` nor one of `b` (connected components). */
export function joinUnits(a: Int32Array, b: Int32Array): Int32Array {
  const parent = Int32Array.from(a, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (parent[root]! !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  const merge = (x: number, y: number): void => {
    const [p, q] = [rootOf(x), rootOf(y)];
    parent[Math.max(p, q)] = Math.min(p, q);
  };
  for (const units of [a, b]) for (let row = 0; row < units.length; row++) merge(row, units[row]!);
  return parent.map((_, row) => rootOf(row));
}
