import { invariant } from "../../core/index.ts";
import type { CategoryColumn, DataColumn, NumericColumn } from "../table.ts";
import { type CodeSpec, type NumericSpec, type OneHotSpec, type Preprocessor, smoothClip } from "./spec.ts";

/** Where one column writes: `out[r * width + at]`. */
interface Slot {
  readonly out: Float32Array;
  readonly width: number;
  readonly at: number;
  readonly rows: Int32Array;
}

function writeNumeric(spec: NumericSpec, { values }: NumericColumn, { out, width, at, rows }: Slot): void {
  for (let r = 0, to = at; r < rows.length; r++, to += width) {
    const value = values[rows[r]!]!;
    const missing = Number.isNaN(value);
    const centered = Math.fround((missing ? spec.median : value) - spec.center);
    const scaled = Math.fround(centered * spec.scale);
    out[to] = spec.smooth ? smoothClip(scaled) : scaled;
    if (spec.flag) out[to + 1] = missing ? 1 : 0;
  }
}

/** From the file's level numbers to what the spec gives them. */
function translate(column: CategoryColumn, spec: OneHotSpec | CodeSpec): Int32Array {
  const known = new Map(spec.levels.map((level, i) => [level, spec.kind === "codes" ? spec.codes[i]! : i]));
  const unknown = spec.kind === "codes" ? 0 : -1;
  return Int32Array.from(column.levels, (level) => known.get(level) ?? unknown);
}

function writeOneHot(spec: OneHotSpec, column: CategoryColumn, { out, width, at, rows }: Slot): void {
  const places = translate(column, spec);
  const size = spec.levels.length + (spec.flag ? 1 : 0);
  for (let r = 0, to = at; r < rows.length; r++, to += width) {
    out.fill(0, to, to + size);
    const code = column.codes[rows[r]!]!;
    const place = code < 0 ? (spec.flag ? spec.levels.length : -1) : places[code]!;
    if (place >= 0) out[to + place] = 1;
  }
}

function writeCodes(spec: CodeSpec, column: CategoryColumn, { out, width, at, rows }: Slot): void {
  const places = translate(column, spec);
  for (let r = 0, to = at; r < rows.length; r++, to += width) {
    const code = column.codes[rows[r]!]!;
    out[to] = code < 0 ? (spec.flag ? 1 : 0) : places[code]!;
  }
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
  invariant(out.length === rows.length * preprocessor.width, `transform: ${out.length} places for ${rows.length} rows`);
  const { width } = preprocessor;
  let dense = 0;
  let code = preprocessor.dense;
  for (const [i, spec] of preprocessor.columns.entries()) {
    const column = columns[i];
    invariant(column?.name === spec.name, `transform: column ${spec.name} expected, ${column?.name} given`);
    if (spec.kind === "numeric" && column.kind === "numeric") {
      writeNumeric(spec, column, { out, width, at: dense, rows });
      dense += spec.flag ? 2 : 1;
    } else if (spec.kind === "oneHot" && column.kind === "category") {
      writeOneHot(spec, column, { out, width, at: dense, rows });
      dense += spec.levels.length + (spec.flag ? 1 : 0);
    } else if (spec.kind === "codes" && column.kind === "category") {
      writeCodes(spec, column, { out, width, at: code++, rows });
    } else invariant(false, `transform: column ${spec.name} is ${column.kind}, the model has ${spec.kind}`);
  }
  return out;
}
