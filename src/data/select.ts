import { didYouMean, nearest, RegularizeError } from "../core/index.ts";
import { longInts, stretches } from "../core/long.ts";
import { showInvisible, trimName } from "./csv/text.ts";
import type { Column, DataColumn, Table } from "./table.ts";

/** The column of that name. Throws E201 with the nearest name; spaces and invisible characters are shown. */
export function findColumn(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = table.columns.map((column) => column.name);
  const padded = names.find((other) => trimName(other) === trimName(name));
  const shown = names.slice(0, 30).map((other) => `"${showInvisible(other)}"`);
  throw new RegularizeError({
    code: "E201",
    where: `${table.path}:1`,
    message: `column "${showInvisible(name)}" not found`,
    details: [`The file has ${shown.join(", ")}${names.length > 30 ? `, … (${names.length} columns)` : ""}.`],
    todo:
      padded === undefined
        ? nearest(name, names) === undefined
          ? "name one of these"
          : didYouMean(name, names)
        : `"${showInvisible(padded)}" differs only in invisible characters: --trim-headers`,
  });
}

/** The column of that name with its cells. Throws E201, or E223 for prose that was not read. */
export function dataColumn(table: Table, name: string): DataColumn {
  const column = findColumn(table, name);
  if (column.kind !== "text") return column;
  throw new RegularizeError({
    code: "E223",
    where: `${table.path}:1`,
    message: `column ${JSON.stringify(name)} has about ${column.distinct.toLocaleString("en-US")} different texts: too many to be categories`,
    todo: `name another column, or read this one whole: --category ${JSON.stringify(name)}`,
  });
}

/** True where the cell is missing. */
export function isMissingAt(column: DataColumn, row: number): boolean {
  return column.kind === "numeric" ? Number.isNaN(column.values[row]!) : column.codes[row]! < 0;
}

/** The rows, in order, where the column has a value. */
export function rowsWith(column: DataColumn): Int32Array {
  const n = column.kind === "numeric" ? column.values.length : column.codes.length;
  const rows = longInts(n - column.missing);
  let at = 0;
  const put = (from: number, to: number): void => {
    for (let row = from; row < to; row++) if (!isMissingAt(column, row)) rows[at++] = row;
  };
  for (const [from, to] of stretches(n, 2)) put(from, to);
  return rows;
}
