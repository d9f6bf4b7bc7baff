import { fold, keyOf, mix32 } from "../../../core/index.ts";
import { count, counted, percent } from "../../report/write/format.ts";
import { componentsOf, projected } from "./components.ts";
import { sampled } from "./sampled.ts";
import type { TableRows, TableSheet } from "./types.ts";

/** Points of one kind in one of the two plots. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface Side {
  readonly others: Points;
  readonly focus: Points;
  /** New or changed rows of the class that is looked at; none before. */
  readonly fresh: Points;
  /** Rows of each class. */
  readonly counts: Int32Array;
}

/** What the two scatter plots show. */
export interface View {
  readonly before: Side;
  readonly after: Side;
  /** Titles; without one for y, heights mean nothing. */
  readonly axes: readonly [x: string, y?: string];
  /** What a reader should know of how it was made. */
  readonly notes: readonly string[];
}

/** Points of one kind that are drawn; more hide each other. */
const MOST = { others: 1200, focus: 800, fresh: 1200 } as const;
const WORDS = { others: "rows of other classes", focus: "rows of the class", fresh: "new rows" } as const;
/** Columns beyond have no part in the components: their matrix would not fit. */
const COLUMNS = 500;

/** How rows become points. */
interface Mapping {
  readonly axes: View["axes"];
  readonly note: string | undefined;
  readonly place: (table: TableRows, rows: Int32Array) => Points;
}

const keyFor = ({ seed }: TableSheet, part: string) => fold(keyOf(seed), "sheet", part);
const finite = (values: Float64Array): Float64Array => values.map((value) => (Number.isFinite(value) ? value : 0));

export const columnOf = ({ x, width }: TableRows, rows: Int32Array, column: number): Float64Array =>
  Float64Array.from(rows, (row) => x[row * width + column]!);

/** The numbers of rows that fulfil a condition on their class and place. */
export function rowsWhere({ rows, labels }: TableRows, wanted: (label: number, row: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (wanted(labels[row]!, row)) found.push(row);
  return Int32Array.from(found);
}

/** Two numeric columns are drawn as they are; of more, the first two principal components of the rows before. */
function mappingOf(sheet: TableSheet): Mapping {
  const { columns, categorical = [] } = sheet;
  const coded = new Set(categorical);
  const numeric = columns.map((_, i) => i).filter((i) => !coded.has(i));
  const used = (numeric.length > 1 ? numeric : columns.map((_, i) => i)).slice(0, COLUMNS);
  if (used.length > 2) return byComponents(sheet, used);
  const [first, second] = used;
  const along = (column: number) => (table: TableRows, rows: Int32Array) => finite(columnOf(table, rows, column));
  return {
    axes: second === undefined ? [columns[first!]!] : [columns[first!]!, columns[second]!],
    note: second === undefined ? "Heights are random, so that points do not hide each other." : undefined,
    place: (table, rows) => ({
      x: along(first!)(table, rows),
      y: second === undefined ? Float64Array.from(rows, (row) => mix32(row) / 2 ** 32) : along(second)(table, rows),
    }),
  };
}

function byComponents(sheet: TableSheet, used: readonly number[]): Mapping {
  const components = componentsOf(sheet.before, used, 2, keyFor(sheet, "components"));
  const title = (k: number): string => {
    const axis = components.axes[k]!;
    const heavy = used.map((column, i) => ({ column, weight: Math.abs(axis[i]!) })).sort((a, b) => b.weight - a.weight);
    const names = heavy.slice(0, 2).map(({ column }) => sheet.columns[column]!);
    return `component ${k + 1} (${percent(components.shares[k]!)}) · mostly ${names.join(", ")}`;
  };
  return {
    axes: [title(0), title(1)],
    note: `Components with their share of the variance: of ${used.length} columns of ${counted(components.rows, "row")} before, each scaled to unit variance; a missing value counts as the mean.`,
    place: (table, rows) => {
      const [x, y] = projected(table, rows, components);
      return { x: x!, y: y! };
    },
  };
}

/** Rows as points, and notes of how they became such. */
export function viewOf(sheet: TableSheet, focus: number): View {
  const { before, after, classes } = sheet;
  const mapping = mappingOf(sheet);
  const cuts = new Set<string>();
  const points = (table: TableRows, part: keyof typeof MOST, wanted: Parameters<typeof rowsWhere>[1]): Points => {
    const rows = rowsWhere(table, wanted);
    if (rows.length > MOST[part]) cuts.add(`${count(MOST[part])} of ${count(rows.length)} ${WORDS[part]}`);
    return mapping.place(table, sampled(rows, MOST[part], keyFor(sheet, part)));
  };
  const side = (table: TableRows, kept: number): Side => ({
    others: points(table, "others", (label) => label !== focus),
    focus: points(table, "focus", (label, row) => label === focus && row < kept),
    fresh: points(table, "fresh", (label, row) => label === focus && row >= kept),
    counts: countsOf(table, classes.length),
  });
  const sides = { before: side(before, before.rows), after: side(after, after.kept) };
  const drawn = cuts.size === 0 ? [] : [`Drawn are ${[...cuts].join(", ")}; all are counted.`];
  return { ...sides, axes: mapping.axes, notes: [...(mapping.note === undefined ? [] : [mapping.note]), ...drawn] };
}

export function countsOf({ rows, labels }: TableRows, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (let row = 0; row < rows; row++) counts[labels[row]!]!++;
  return counts;
}
