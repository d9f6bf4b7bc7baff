import { count, plural } from "../../core/count.ts";
import { nearest, RegularizeError } from "../../core/index.ts";
import { type CategoryColumn, type Column, type DataColumn, info, type Notice, type Table, warning } from "../table.ts";
import type { ColumnSpec, Preprocessor } from "./spec.ts";

export interface Matched {
  /** In the order of the preprocessor. */
  readonly columns: readonly DataColumn[];
  /** Columns of the file that the model does not use. */
  readonly extra: readonly string[];
  /** Cells whose category was not seen in training, by column. */
  readonly unknown: readonly { readonly name: string; readonly cells: number; readonly levels: readonly string[] }[];
  readonly notices: readonly Notice[];
}

const wordFor = (spec: ColumnSpec): string => (spec.kind === "numeric" ? "numbers" : "categories");
const kindWord = (column: Column): string =>
  column.kind === "numeric" ? "numbers" : column.kind === "category" ? "categories" : "text";

function problemOf(spec: ColumnSpec, column: Column | undefined, spare: readonly string[]): string | undefined {
  if (column === undefined) {
    const near = nearest(spec.name, spare);
    return `missing: ${JSON.stringify(spec.name)} (${wordFor(spec)})${near === undefined ? "" : `; the file has ${JSON.stringify(near)}`}`;
  }
  if ((spec.kind === "numeric") === (column.kind === "numeric") && column.kind !== "text") return undefined;
  return `mistyped: ${JSON.stringify(spec.name)} holds ${kindWord(column)}, the model learned ${wordFor(spec)}`;
}

function unknownOf(spec: ColumnSpec, column: CategoryColumn): { name: string; cells: number; levels: string[] } {
  const known = new Set(spec.kind === "numeric" ? [] : spec.levels);
  const isUnknown = column.levels.map((level) => !known.has(level));
  const cells = column.codes.reduce((n, code) => n + (code >= 0 && (isUnknown[code] ?? false) ? 1 : 0), 0);
  return { name: spec.name, cells, levels: column.levels.filter((_, i) => isUnknown[i]) };
}

/**
 * Finds the model's columns in a table, by name. Throws E230 that lists everything missing or mistyped at once; columns
 * that the model does not know, and categories that it never saw, are notices.
 */
export function matchColumns(preprocessor: Preprocessor, table: Table): Matched {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const used = new Set(preprocessor.columns.map(({ name }) => name));
  const extra = table.columns.map(({ name }) => name).filter((name) => !used.has(name));
  const problems = preprocessor.columns.flatMap((spec) => problemOf(spec, byName.get(spec.name), extra) ?? []);
  if (problems.length > 0)
    throw new RegularizeError({
      code: "E230",
      where: table.path,
      message: `${table.path} does not have the columns of the model: ${plural(problems.length, "problem")}`,
      details: [...problems.slice(0, 40), ...(problems.length > 40 ? [`… ${problems.length - 40} more`] : [])],
      todo: "give the file the columns of the training file, with the same names and types",
    });
  const columns = preprocessor.columns.flatMap((spec) => {
    const column = byName.get(spec.name)!;
    return column.kind === "text" ? [] : [column];
  });
  const unknown = preprocessor.columns
    .flatMap((spec, i) => {
      const column = columns[i]!;
      return column.kind === "category" ? [unknownOf(spec, column)] : [];
    })
    .filter(({ cells }) => cells > 0);
  return { columns, extra, unknown, notices: noticesOf(extra, unknown) };
}

function noticesOf(extra: readonly string[], unknown: Matched["unknown"]): Notice[] {
  const named = extra.slice(0, 6).join(", ");
  return [
    ...(extra.length === 0 ? [] : [info(`not used: ${named}${extra.length > 6 ? `, … (${extra.length})` : ""}`)]),
    ...unknown.map(({ name, cells, levels }) => {
      const shown = levels
        .slice(0, 3)
        .map((level) => JSON.stringify(level))
        .join(", ");
      return warning(
        `${name}: ${count(cells)} ${cells === 1 ? "cell" : "cells"} not seen in training → unknown (${shown}${levels.length > 3 ? ", …" : ""})`,
      );
    }),
  ];
}
