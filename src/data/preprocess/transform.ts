import { invariant } from "../../core/index.ts";
import type { CategoryColumn, DataColumn, NumericColumn } from "../table.ts";
import { type CodeSpec, type NumericSpec, type OneHotSpec, type Preprocessor, smoothClip } from "./spec.ts";

/** Where one column writes: `out[r * width + at]` for the rows from … to. */
interface Slot {
  readonly out: Float32Array;
  readonly width: number;
  readonly at: number;
  readonly rows: Int32Array;
}

/** Writes one column of rows[from, to). */
type Writer = (from: number, to: number) => void;

function numericWriter(spec: NumericSpec, { values }: NumericColumn, { out, width, at, rows }: Slot): Writer {
  const { median, center, scale, smooth, flag } = spec;
  return (from, to) => {
    for (let r = from, place = at + from * width; r < to; r++, place += width) {
      const value = values[rows[r]!]!;
      const missing = Number.isNaN(value);
      const scaled = Math.fround(Math.fround((missing ? median : value) - center) * scale);
      out[place] = smooth ? smoothClip(scaled) : scaled;
      if (flag) out[place + 1] = missing ? 1 : 0;
    }
  };
}

/** From the file's level numbers to what the spec gives them. */
function translate(column: CategoryColumn, spec: OneHotSpec | CodeSpec): Int32Array {
  const known = new Map(spec.levels.map((level, i) => [level, spec.kind === "codes" ? spec.codes[i]! : i]));
  const unknown = spec.kind === "codes" ? 0 : -1;
  return Int32Array.from(column.levels, (level) => known.get(level) ?? unknown);
}

function oneHotWriter(spec: OneHotSpec, column: CategoryColumn, { out, width, at, rows }: Slot): Writer {
  const { codes } = column;
  const places = translate(column, spec);
  const size = spec.levels.length + (spec.flag ? 1 : 0);
  const absent = spec.flag ? spec.levels.length : -1;
  return (from, to) => {
    for (let r = from, start = at + from * width; r < to; r++, start += width) {
      const code = codes[rows[r]!]!;
      const one = code < 0 ? absent : places[code]!;
      for (let place = 0; place < size; place++) out[start + place] = place === one ? 1 : 0;
    }
  };
}

function codesWriter(spec: CodeSpec, column: CategoryColumn, { out, width, at, rows }: Slot): Writer {
  const { codes } = column;
  const places = translate(column, spec);
  const absent = spec.flag ? 1 : 0;
  return (from, to) => {
    for (let r = from, place = at + from * width; r < to; r++, place += width) {
      const code = codes[rows[r]!]!;
      out[place] = code < 0 ? absent : places[code]!;
    }
  };
}

/** Rows that are written column by column before the next: they stay in a processor's cache meanwhile. */
const BLOCK = 512;

/**
 * The network's input for some rows: Float32Array [rows, width], row-major; see `Preprocessor` for the outputs. The columns
 * must be those of the preprocessor, in its order (`matchColumns`). `out` may be a view to write into.
 */
export function transform(
  preprocessor: Preprocessor,
  columns: readonly DataColumn[],
  rows: Int32Array,
  out: Float32Array = new Float32Array(rows.length * preprocessor.width),
): Float32Array {
  invariant(out.length === rows.length * preprocessor.width, `transform: ${out.length} places for ${rows.length} rows`);
  const { width } = preprocessor;
  const writers: Writer[] = [];
  let dense = 0;
  let code = preprocessor.dense;
  for (const [i, spec] of preprocessor.columns.entries()) {
    const column = columns[i];
    invariant(column?.name === spec.name, `transform: column ${spec.name} expected, ${column?.name} given`);
    if (spec.kind === "numeric" && column.kind === "numeric") {
      writers.push(numericWriter(spec, column, { out, width, at: dense, rows }));
      dense += spec.flag ? 2 : 1;
    } else if (spec.kind === "oneHot" && column.kind === "category") {
      writers.push(oneHotWriter(spec, column, { out, width, at: dense, rows }));
      dense += spec.levels.length + (spec.flag ? 1 : 0);
    } else if (spec.kind === "codes" && column.kind === "category") {
      writers.push(codesWriter(spec, column, { out, width, at: code++, rows }));
    } else invariant(false, `transform: column ${spec.name} is ${column.kind}, the model has ${spec.kind}`);
  }
  for (let from = 0; from < rows.length; from += BLOCK)
    for (const write of writers) write(from, Math.min(rows.length, from + BLOCK));
  return out;
}
