import { type Key, type StoredRows } from "../core/index.ts";
import { gatherRows } from "../kernel/index.ts";
import type { AnyExamples } from "./score.ts";

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

/** What steps learn from where that is not the clean training rows: batches that are augmented as they are drawn. */
export interface BatchSource {
  /** Rows of an epoch, which need not be those of the data. */
  readonly rows: number;
  /** One batch. The same rows and epoch give the same batch, whatever was drawn before; `key` is the epoch's own. */
  draw(rows: Int32Array, epoch: { readonly epoch: number; readonly key: Key }): AnyExamples | Promise<AnyExamples>;
}
