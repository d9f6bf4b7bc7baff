import { categoryColumn, numericColumn } from "../numbers.ts";
import type { DataColumn } from "../table.ts";

/** A column of classes; undefined is missing. */
export function classColumn(name: string, labels: readonly (string | undefined)[]): DataColumn {
  const levels = [...new Set(labels.filter((label) => label !== undefined))].sort();
  const code = new Map(levels.map((level, i) => [level, i]));
  const codes = Int32Array.from(labels, (label) => (label === undefined ? -1 : code.get(label)!));
  return categoryColumn(name, levels, codes);
}

/** A column without a single value: of images that are to be predicted. */
export const unlabelled = (name: string, rows: number): DataColumn =>
  categoryColumn(name, [], new Int32Array(rows).fill(-1));

export const numberColumn = (name: string, values: Float32Array): DataColumn => numericColumn(name, values);

/** The column of some rows; levels that none of them has are left out. */
export function takeRows(column: DataColumn, rows: Int32Array): DataColumn {
  if (column.kind === "numeric")
    return numericColumn(
      column.name,
      Float32Array.from(rows, (row) => column.values[row]!),
      column.date,
    );
  return classColumn(
    column.name,
    Array.from(rows, (row) => column.levels[column.codes[row]!]),
  );
}

/** The label of a row as text, for the hash; empty when it is missing. */
export function labelText(column: DataColumn, row: number): string {
  if (column.kind === "category") return column.levels[column.codes[row]!] ?? "";
  return Number.isNaN(column.values[row]!) ? "" : String(column.values[row]!);
}
