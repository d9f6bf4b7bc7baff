import { mix32 } from "../../core/index.ts";
import { longInts, numberAll, passed, stretches } from "../../core/long.ts";
import { BLOCK, sharedRoom } from "../room.ts";
import { firstsOf } from "./firsts.ts";
import { isMissingAt } from "../select.ts";
import type { DataColumn } from "../table.ts";

const NEGATIVE_ZERO = 0x80000000 | 0;
const INFINITY = 0x7f800000;
/** Of a missing cell. */
const NAN = 0x7fc00000;

/** The bits of a cell, so that equal cells are equal integers: of numbers, NaN are one, and −0 equals 0. */
function bitsAt(cells: Int32Array, row: number, isNumeric: boolean): number {
  const bits = cells[row]!;
  if (!isNumeric) return bits;
  return bits === NEGATIVE_ZERO ? 0 : (bits & 0x7fffffff) > INFINITY ? NAN : bits;
}

interface Cells {
  readonly isNumeric: boolean;
  /** A view: nothing is copied. */
  readonly cells: Int32Array;
}

function cellsOf(column: DataColumn): Cells {
  if (column.kind === "category") return { isNumeric: false, cells: column.codes };
  const { buffer, byteOffset, length } = column.values;
  return { isNumeric: true, cells: new Int32Array(buffer, byteOffset, length) };
}

function sameCells(columns: readonly Cells[], a: number, b: number): boolean {
  for (const { cells, isNumeric } of columns)
    if (cells[a] !== cells[b] && bitsAt(cells, a, isNumeric) !== bitsAt(cells, b, isNumeric)) return false;
  return true;
}

function hashesOf(columns: readonly Cells[], rows: number): Int32Array {
  const all = longInts(rows);
  const { kernels, cells: bits, floats, hashes } = sharedRoom();
  for (let from = 0; from < rows; from += BLOCK) {
    hashes.fill(0);
    for (const { cells, isNumeric } of columns) {
      bits.set(cells.subarray(from, from + BLOCK));
      kernels.hashCells(hashes, isNumeric ? floats : bits);
    }
    const to = Math.min(rows, from + BLOCK);
    for (let row = from; row < to; row++) all[row] = mix32(hashes[row - from]!);
    passed(4 * (to - from) * (columns.length + 1));
  }
  return all;
}

/**
 * [rows]: rows with equal cells in every feature get the number of the first such row; equality is checked cell by cell.
 */
export function duplicateUnits(features: readonly DataColumn[], rows: number): Int32Array {
  const columns = features.map(cellsOf);
  if (columns.length > 0) return firstsOf(hashesOf(columns, rows), (a, b) => sameCells(columns, a, b));
  const units = longInts(rows);
  numberAll(units);
  return units;
}

/** [rows]: the value of a grouping column; rows without a value are groups of their own. */
export function groupUnits(column: DataColumn): Int32Array {
  const { cells, isNumeric } = cellsOf(column);
  const first = new Map<number, number>();
  const units = longInts(cells.length);
  for (const [from, to] of stretches(cells.length, 2))
    for (let row = from; row < to; row++) {
      const value = bitsAt(cells, row, isNumeric);
      const known = isMissingAt(column, row) ? row : first.get(value);
      if (known === undefined) first.set(value, row);
      units[row] = known ?? row;
    }
  return units;
}

/** [rows]: the smallest partition that splits neither a unit of `a` nor one of `b` (connected components). */
export function joinUnits(a: Int32Array, b: Int32Array): Int32Array {
  const parent = longInts(a.length);
  for (let row = 0; row < parent.length; row++) parent[row] = row;
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
  for (let row = 0; row < parent.length; row++) parent[row] = rootOf(row);
  return parent;
}
