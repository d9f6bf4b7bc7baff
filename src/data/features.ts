import { stretches } from "../core/long.ts";
import { count } from "../core/count.ts";
import { findColumn } from "./select.ts";
import { type Column, type DataColumn, info, type Notice, type NumericColumn, type Table } from "./table.ts";

export interface FeatureOptions {
  readonly target: string;
  /** Columns that stay whatever they look like. */
  readonly keep?: readonly string[];
  /** Columns that go. */
  readonly drop?: readonly string[];
}

export interface Dropped {
  readonly name: string;
  readonly reason: string;
}

export interface Features {
  readonly features: readonly DataColumn[];
  readonly dropped: readonly Dropped[];
  readonly notices: readonly Notice[];
}

const ID_NAME = /(?:^|[^a-z])(?:id|ids|uuid|guid|index|key|nr|no|number|row)(?:$|[^a-z])|ID$|Id$|^column \d+$/u;
const looksNamed = (name: string): boolean => ID_NAME.test(name) || ID_NAME.test(name.toLowerCase());
/** Below this many rows, unique values are no evidence. */
const FEW_ROWS = 20;
/** More levels than this, with fewer than two rows each on average, are prose or identifiers. */
const PROSE_LEVELS = 100;

function isIncreasing(values: Float32Array): boolean {
  for (const [from, to] of stretches(values.length))
    for (let i = Math.max(1, from); i < to; i++) if (!(values[i]! >= values[i - 1]!)) return false;
  return true;
}

/** Unique integers count as an identifier when they rise from row to row, or when the name says so. */
function idReason(column: NumericColumn, rows: number): string | undefined {
  const unique = column.integer && column.missing === 0 && column.distinct === rows && column.date === undefined;
  if (!unique || rows < FEW_ROWS) return undefined;
  return looksNamed(column.name) || isIncreasing(column.values) ? "looks like an id" : undefined;
}

/** Float32 may merge big integers, which are counted: what is one float is not always one value. */
const isConstant = (column: NumericColumn): boolean =>
  column.missing === 0 && column.min === column.max && column.distinct === 1;

function wordReason(levels: number, present: number, name: string): string | undefined {
  if (present < FEW_ROWS) return undefined;
  if (levels >= 0.98 * present) return "looks like an id";
  if (looksNamed(name) && levels > 0.5 * present) return "looks like an id";
  return levels > PROSE_LEVELS && levels > present / 2 ? `has ${count(levels)} different texts` : undefined;
}

/** Why a column is of no use as a feature; undefined when it may be of use. */
function reasonToDrop(column: Column, rows: number): string | undefined {
  if (column.missing === rows) return "is empty";
  if (column.kind === "text") return `has about ${count(column.distinct)} different texts`;
  if (column.kind === "numeric") return isConstant(column) ? "is constant" : idReason(column, rows);
  if (column.levels.length === 1 && column.missing === 0) return "is constant";
  return wordReason(column.levels.length, rows - column.missing, column.name);
}

/**
 * The columns to learn from: not the target, not what `drop` names, and not, unless `keep` names them, columns that are
 * constant, empty, prose, or an identifier. Each one left out is said with the flag that keeps it. Text cannot be kept yet.
 */
export function chooseFeatures(table: Table, { target, keep = [], drop = [] }: FeatureOptions): Features {
  for (const name of [target, ...keep, ...drop]) findColumn(table, name);
  const features: DataColumn[] = [];
  const dropped: Dropped[] = [];
  const notices: Notice[] = [];
  for (const column of table.columns) {
    if (column.name === target) continue;
    const asked = drop.includes(column.name);
    const reason = asked ? "was named to be dropped" : reasonToDrop(column, table.rows);
    const kept = !asked && (reason === undefined || keep.includes(column.name));
    if (kept && column.kind !== "text") features.push(column);
    else {
      dropped.push({ name: column.name, reason: reason ?? "is text" });
      const flag = column.kind === "text" ? undefined : `--keep ${column.name}`;
      if (!asked) notices.push(info(`${column.name} ${reason ?? "is text"} → dropped`, flag));
    }
  }
  return { features, dropped, notices };
}
