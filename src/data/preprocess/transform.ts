import { invariant } from "../../core/index.ts";
import type { CategoryColumn, DataColumn, NumericColumn } from "../table.ts";
import { type CodeSpec, type NumericSpec, type OneHotSpec, type Preprocessor, smoothClip } from "./spec.ts";

/** Where one column writes in a row of so many floats. */
interface Slot {
  readonly width: number;
  readonly at: number;
}

/** Writes one column of rows[from, to) into `out`, [rows, width], which holds zeros. */
type Writer = (rows: Int32Array, out: Float32Array, from: number, to: number) => void;

function numericWriter(spec: NumericSpec, { values }: NumericColumn, { width, at }: Slot): Writer {
  const { median, center, scale, smooth, flag } = spec;
  return (rows, out, from, to) => {
    for (let r = from, place = at + from * width; r < to; r++, place += width) {
      const value = values[rows[r]!]!;
      const missing = Number.isNaN(value);
      const scaled = Math.fround(Math.fround((missing ? median : value) - center) * scale);
      out[place] = smooth ? smoothClip(scaled) : scaled;
      if (missing && flag) out[place + 1] = 1;
    }
  };
}

/** From the file's level numbers to what the spec gives them. */
function translate(column: CategoryColumn, spec: OneHotSpec | CodeSpec): Int32Array {
  const known = new Map(spec.levels.map((level, i) => [level, spec.kind === "codes" ? spec.codes[i]! : i]));
  const unknown = spec.kind === "codes" ? 0 : -1;
  return Int32Array.from(column.levels, (level) => known.get(level) ?? unknown);
}

function oneHotWriter(spec: OneHotSpec, column: CategoryColumn, { width, at }: Slot): Writer {
  const { codes } = column;
  const places = translate(column, spec);
  const absent = spec.flag ? spec.levels.length : -1;
  return (rows, out, from, to) => {
    for (let r = from, start = at + from * width; r < to; r++, start += width) {
      const code = codes[rows[r]!]!;
      const one = code < 0 ? absent : places[code]!;
      if (one >= 0) out[start + one] = 1;
    }
  };
}

function codesWriter(spec: CodeSpec, column: CategoryColumn, { width, at }: Slot): Writer {
  const { codes } = column;
  const places = translate(column, spec);
  const absent = spec.flag ? 1 : 0;
  return (rows, out, from, to) => {
    for (let r = from, place = at + from * width; r < to; r++, place += width) {
      const code = codes[rows[r]!]!;
      out[place] = code < 0 ? absent : places[code]!;
    }
  };
}

function writersOf(preprocessor: Preprocessor, columns: readonly DataColumn[]): Writer[] {
  const { width } = preprocessor;
  let dense = 0;
  let code = preprocessor.dense;
  return preprocessor.columns.map((spec, i) => {
    const column = columns[i];
    invariant(column?.name === spec.name, `transform: column ${spec.name} expected, ${column?.name} given`);
    const at = dense;
    if (spec.kind === "numeric" && column.kind === "numeric") {
      dense += spec.flag ? 2 : 1;
      return numericWriter(spec, column, { width, at });
    }
    if (spec.kind === "oneHot" && column.kind === "category") {
      dense += spec.levels.length + (spec.flag ? 1 : 0);
      return oneHotWriter(spec, column, { width, at });
    }
    const isCoded = spec.kind === "codes" && column.kind === "category";
    invariant(isCoded, `transform: column ${spec.name} is ${column.kind}, the model has ${spec.kind}`);
    return codesWriter(spec, column, { width, at: code++ });
  });
}

/** Rows that are written column by column before the next: they stay in a processor's cache meanwhile. */
export const BLOCK = 512;

/** Writes the network's input of some rows into `out`, [rows, width], row-major. */
export type Encoder = (rows: Int32Array, out: Float32Array) => void;

/** `transform` that is asked often: what it looks up of columns and levels is looked up once. */
export function encoderOf(preprocessor: Preprocessor, columns: readonly DataColumn[]): Encoder {
  const { width } = preprocessor;
  const writers = writersOf(preprocessor, columns);
  return (rows, out) => {
    invariant(out.length === rows.length * width, `transform: ${out.length} places for ${rows.length} rows`);
    for (let from = 0; from < rows.length; from += BLOCK) {
      const to = Math.min(rows.length, from + BLOCK);
      out.fill(0, from * width, to * width);
      for (const write of writers) write(rows, out, from, to);
    }
  };
}

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
  encoderOf(preprocessor, columns)(rows, out);
  return out;
}
