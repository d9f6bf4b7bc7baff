import type { CategoryColumn, Column, NumericColumn, Table } from "../../src/data/index.ts";

/** A column of numbers; null is missing. */
export function numbers(name: string, cells: readonly (number | null)[]): NumericColumn {
  const present = cells.filter((cell) => cell !== null);
  return {
    kind: "numeric",
    name,
    values: Float32Array.from(cells, (cell) => cell ?? Number.NaN),
    missing: cells.length - present.length,
    distinct: new Set(present).size,
    integer: present.length > 0 && present.every(Number.isInteger),
    min: present.length === 0 ? Number.NaN : Math.min(...present),
    max: present.length === 0 ? Number.NaN : Math.max(...present),
  };
}

/** A column of words; null is missing. */
export function categories(name: string, cells: readonly (string | null)[]): CategoryColumn {
  const levels = [...new Set(cells.filter((cell) => cell !== null))].sort();
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(cell)));
  return { kind: "category", name, levels, codes, missing: cells.filter((cell) => cell === null).length };
}

export const tableOf = (rows: number, columns: readonly Column[]): Table => ({
  path: "made.csv",
  format: "csv",
  rows,
  columns,
  notices: [],
  hash: "",
  delimiter: ",",
});

export const range = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
export const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
