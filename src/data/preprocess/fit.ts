import { mix32, RegularizeError } from "../../core/index.ts";
import { longFloats, stretches } from "../../core/long.ts";
import { MISSING_TOKENS } from "../missing.ts";
import type { CategoryColumn, DataColumn, NumericColumn } from "../table.ts";
import { rankedOf, rankOf } from "./ranks.ts";
import {
  type CodeSpec,
  type ColumnSpec,
  type NumericSpec,
  type OneHotSpec,
  outputNames,
  type Preprocessor,
} from "./spec.ts";

export interface PreprocessOptions {
  /** `robust`: (x − median) / IQR with a smooth clip at ±3. `standard`: (x − mean) / deviation. */
  readonly scaling?: "robust" | "standard";
  /** Up to this many levels a column becomes one output per level (12). */
  readonly oneHotLimit?: number;
  /** What happens beyond: a code of its own per level, or one of `buckets` shared codes. `auto` hashes beyond 1,000 levels. */
  readonly beyond?: "auto" | "embedding" | "hash";
  /** Shared codes of a hashed column (256). */
  readonly buckets?: number;
  /** Levels with fewer training rows count as unknown (1: none does). */
  readonly minimumRows?: number;
  /** Cells that mean missing, to be kept with the model. */
  readonly missing?: readonly string[];
}

const ONE_HOT_LIMIT = 12;
const EMBEDDING_LIMIT = 1000;
const BUCKETS = 256;

/** Values by their place in ascending order. */
interface Ordered {
  readonly length: number;
  readonly at: (rank: number) => number;
}

/** The ranks between which the p-quantile of so many values lies. */
function ranksOf(length: number, p: number): readonly [low: number, high: number] {
  const low = Math.floor(p * (length - 1));
  return [low, Math.min(low + 1, length - 1)];
}

/** The p-quantile of values in order, interpolated linearly (NumPy's default). */
function quantile({ length, at }: Ordered, p: number): number {
  const place = p * (length - 1);
  const [low, high] = ranksOf(length, p);
  const a = at(low);
  return a + (place - low) * (at(high) - a);
}

const [FIRST, MIDDLE, THIRD] = [0.25, 0.5, 0.75];

/** What `robust` and the median ask for. */
const wantedRanks = (length: number): number[] =>
  length === 0 ? [] : [0, length - 1, ...[FIRST, MIDDLE, THIRD].flatMap((p) => ranksOf(length, p))];

/** Center and scale: RealMLP's robust scaling, with 2 / (max − min), then 0, where the quartiles coincide. */
function robust(ordered: Ordered, median: number): { center: number; scale: number } {
  const spread = quantile(ordered, THIRD) - quantile(ordered, FIRST);
  const range = ordered.at(ordered.length - 1) - ordered.at(0);
  return { center: median, scale: spread > 0 ? 1 / spread : range > 0 ? 2 / range : 0 };
}

function standard(sorted: Float32Array): { center: number; scale: number } {
  const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length;
  const variance = sorted.reduce((a, b) => a + (b - mean) ** 2, 0) / sorted.length;
  return { center: mean, scale: variance > 0 ? 1 / Math.sqrt(variance) : 0 };
}

/** 1 / a subnormal overflows float32: such a spread counts as none. */
const finite = (x: number): number => (Number.isFinite(Math.fround(x)) ? Math.fround(x) : 0);

/** The values of the rows without the missing ones, in `cells`, which has room for all. */
function presentCells(values: Float32Array, rows: Int32Array, cells: Float32Array): Float32Array {
  let n = 0;
  for (const [from, to] of stretches(rows.length, 3)) n = addPresent(values, rows.subarray(from, to), cells, n);
  return cells.subarray(0, n);
}

function addPresent(values: Float32Array, rows: Int32Array, cells: Float32Array, from: number): number {
  let n = from;
  for (let r = 0; r < rows.length; r++) {
    const value = values[rows[r]!]!;
    if (!Number.isNaN(value)) cells[n++] = value;
  }
  return n;
}

function fitNumeric(
  column: NumericColumn,
  rows: Int32Array,
  room: Float32Array,
  options: PreprocessOptions,
): NumericSpec {
  const present = presentCells(column.values, rows, room);
  const { length } = present;
  const smooth = options.scaling !== "standard";
  // Sums depend on the order of their terms: these stay as they were.
  const ordered = { length, at: smooth ? rankedOf(present, wantedRanks(length)) : rankOf(present.sort()) };
  const median = length === 0 ? 0 : quantile(ordered, MIDDLE);
  const { center, scale } =
    length === 0 ? { center: 0, scale: 0 } : smooth ? robust(ordered, median) : standard(present);
  return {
    kind: "numeric",
    name: column.name,
    type: column.date ?? "numeric",
    median: Math.fround(median),
    center: Math.fround(center),
    scale: finite(scale),
    smooth,
    flag: length < rows.length,
  };
}

/** FNV-1a over UTF-16 units, mixed: the same bucket on every machine. */
function bucketOf(level: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < level.length; i++) hash = Math.imul(hash ^ level.charCodeAt(i), 0x01000193);
  return mix32(hash) % buckets;
}

function codesOf(levels: readonly string[], options: PreprocessOptions): { codes: number[]; cardinality: number } {
  const beyond = options.beyond ?? "auto";
  const hashed = beyond === "hash" || (beyond === "auto" && levels.length > EMBEDDING_LIMIT);
  const buckets = options.buckets ?? BUCKETS;
  const codes = levels.map((level, i) => 2 + (hashed ? bucketOf(level, buckets) : i));
  return { codes, cardinality: 2 + (hashed ? buckets : levels.length) };
}

/** Counts the rows of each level; gives those of none. */
function countIn(codes: Int32Array, rows: Int32Array, counts: Int32Array): number {
  let missing = 0;
  for (let r = 0; r < rows.length; r++) {
    const code = codes[rows[r]!]!;
    if (code < 0) missing++;
    else counts[code]!++;
  }
  return missing;
}

function fitCategory(column: CategoryColumn, rows: Int32Array, options: PreprocessOptions): OneHotSpec | CodeSpec {
  const counts = new Int32Array(column.levels.length);
  let missing = 0;
  for (const [from, to] of stretches(rows.length, 2)) missing += countIn(column.codes, rows.subarray(from, to), counts);
  const least = Math.max(1, options.minimumRows ?? 1);
  const levels = column.levels.filter((_, code) => counts[code]! >= least);
  const shared = { name: column.name, levels, flag: missing > 0 };
  if (levels.length <= (options.oneHotLimit ?? ONE_HOT_LIMIT)) return { kind: "oneHot", ...shared };
  return { kind: "codes", ...shared, ...codesOf(levels, options) };
}

/**
 * Learns medians, scales and levels from the training rows and nothing else. Numbers: median + flag for missing cells, then
 * scaling; words: one output per level up to a limit, a code beyond; a missing cell is a level of its own when training has any.
 */
export function fitPreprocessor(
  features: readonly DataColumn[],
  trainRows: Int32Array,
  options: PreprocessOptions = {},
): Preprocessor {
  if (features.length === 0 || trainRows.length === 0)
    throw new RegularizeError({
      code: "E225",
      message: features.length === 0 ? "no column is left to learn from" : "no row is left to learn from",
      todo: "keep a column with --keep, or drop fewer",
    });
  let room: Float32Array | undefined;
  const columns = features.map((column): ColumnSpec => {
    if (column.kind === "category") return fitCategory(column, trainRows, options);
    room ??= longFloats(trainRows.length);
    return fitNumeric(column, trainRows, room, options);
  });
  const dense = columns.filter((spec) => spec.kind !== "codes").flatMap(outputNames);
  const embeddings = columns.flatMap((spec) =>
    spec.kind === "codes" ? [{ name: spec.name, cardinality: spec.cardinality }] : [],
  );
  return {
    version: 1,
    columns,
    width: dense.length + embeddings.length,
    dense: dense.length,
    embeddings,
    outputs: [...dense, ...embeddings.map(({ name }) => name)],
    missing: options.missing ?? MISSING_TOKENS,
  };
}
