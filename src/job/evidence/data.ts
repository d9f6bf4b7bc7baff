import { basename } from "node:path";
import { stretches } from "../../core/long.ts";
import { type Column, encodeTarget, type NumericColumn } from "../../data/index.ts";
import type { ReportColumn, ReportData } from "../../observe/index.ts";
import type { Prepared } from "../prepare.ts";
import type { Asked } from "./kept.ts";

const BINS = 16;
/** Columns that are told of; the rest is counted. */
const COLUMNS = 200;

/** What the data is, column by column and class by class. The ends of a column are single rows: `aggregatesOnly` leaves them out. */
export function describeData(
  prepared: Prepared,
  { aggregatesOnly = false }: Pick<Asked, "aggregatesOnly"> = {},
): ReportData {
  const { data, target } = prepared;
  const all = prepared.kind === "table" ? prepared.table.columns : [target];
  const columns = all.slice(0, COLUMNS).map((column) => {
    const { range, ...told } = columnOf(column, prepared);
    return range === undefined || aggregatesOnly ? told : { ...told, range };
  });
  const text = prepared.kind === "text" ? textColumn(prepared) : [];
  const classes = classesOf(prepared);
  return {
    ...{ name: basename(data.path), rows: data.rows, sha256: data.hash },
    ...{ columns: [...columns, ...text], columnsInAll: all.length + text.length },
    ...(classes === undefined ? {} : { classes }),
  };
}

const textColumn = ({ column, texts }: Extract<Prepared, { kind: "text" }>): ReportColumn[] => [
  { name: column, type: "text", use: "learned from", blanks: texts.filter((text) => text.trim() === "").length },
];

function columnOf(column: Column, prepared: Prepared): ReportColumn {
  const { name } = column;
  const learned = prepared.kind === "table" && prepared.features.some((feature) => feature.name === name);
  const use = name === prepared.target.name ? "target" : learned ? "learned from" : "left out";
  const common = { name, use, blanks: column.missing } as const;
  if (column.kind === "text") return { ...common, type: "text", distinct: column.distinct };
  if (column.kind === "category")
    return {
      ...common,
      type: "category",
      distinct: column.levels.length,
      bins: levelsOf(column.codes, column.levels.length),
    };
  const type = column.date === undefined ? (column.integer ? "whole number" : "number") : "date";
  const numeric = { ...common, type, distinct: column.distinct };
  if (!(column.max > column.min)) return numeric;
  return {
    ...numeric,
    bins: binsOf(column),
    ...(column.date === undefined ? { range: [column.min, column.max] as const } : {}),
  };
}

/** Rows of the commonest categories, most first. */
function levelsOf(codes: Int32Array, levels: number): number[] {
  const counts = new Array<number>(levels).fill(0);
  const tally = (from: number, to: number): void => {
    for (let row = from; row < to; row++) if (codes[row]! >= 0) counts[codes[row]!]!++;
  };
  for (const [from, to] of stretches(codes.length)) tally(from, to);
  return counts.toSorted((a, b) => b - a).slice(0, BINS);
}

function binsOf({ values, min, max }: NumericColumn): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const tally = (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      if (!Number.isNaN(value)) bins[Math.min(BINS - 1, Math.floor(((value - min) / (max - min)) * BINS))]!++;
    }
  };
  for (const [from, to] of stretches(values.length)) tally(from, to);
  return bins;
}

function classesOf({ task, target }: Prepared): ReportData["classes"] {
  if (task.kind === "regression") return undefined;
  const counts = task.classes.map((name) => ({ name, rows: 0 }));
  const { values } = encodeTarget(target, task, new Int32Array());
  for (const [from, to] of stretches(values.length))
    for (let row = from; row < to; row++) if (values[row]! >= 0) counts[values[row]!]!.rows++;
  return counts.toSorted((a, b) => b.rows - a.rows);
}
