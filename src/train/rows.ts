import type { StoredRows } from "../core/index.ts";
import { gatherRows } from "../kernel/index.ts";

/** Rows of a network's input one after the other: in memory, or read when a batch asks for them. */
export type RowData = Float32Array | StoredRows;

/** Copies rows of `width` floats into `out`; a promise where they have to be read first. */
export function gatherInto(out: Float32Array, from: RowData, rows: Int32Array, width: number): void | Promise<void> {
  if (!(from instanceof Float32Array)) return from.gather(rows, out);
  gatherRows(out, from, rows, width);
}

/** Some rows in the given order, of rows in memory a copy, of others a view. */
export function pickData(from: RowData, rows: number, picked: Int32Array): RowData {
  const width = from.length / rows;
  if (from instanceof Float32Array) {
    const out = new Float32Array(picked.length * width);
    gatherRows(out, from, picked, width);
    return out;
  }
  return {
    length: picked.length * width,
    gather: (of, out) =>
      from.gather(
        Int32Array.from(of, (i) => picked[i]!),
        out,
      ),
  };
}
