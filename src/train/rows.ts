import { type HeldRows, isHeld, type MadeRows, type StoredRows } from "../core/index.ts";
import { longFloats } from "../core/long.ts";
import { gatherRows } from "../kernel/index.ts";

/** Rows of a network's input one after the other: in memory, or made or read when a batch asks for them. */
export type RowData = Float32Array | StoredRows;

/** Copies rows of `width` floats into `out`; a promise where they have to be read first. */
export function gatherInto(out: Float32Array, from: RowData, rows: Int32Array, width: number): void | Promise<void> {
  if (!(from instanceof Float32Array)) return from.gather(rows, out);
  gatherRows(out, from, rows, width);
}

/** Some rows in the given order, of rows in memory a copy, of others a view. */
export function pickData(from: HeldRows, rows: number, picked: Int32Array): HeldRows;
export function pickData(from: RowData, rows: number, picked: Int32Array): RowData;
export function pickData(from: RowData, rows: number, picked: Int32Array): RowData {
  const width = from.length / rows;
  if (from instanceof Float32Array) {
    const out = new Float32Array(picked.length * width);
    gatherRows(out, from, picked, width);
    return out;
  }
  const named = (of: Int32Array): Int32Array => Int32Array.from(of, (i) => picked[i]!);
  const length = picked.length * width;
  if (!isHeld(from)) return { length, gather: (of, out) => from.gather(named(of), out) };
  const made: MadeRows = { isMade: true, length, gather: (of, out) => from.gather(named(of), out) };
  return made;
}

/** All rows in memory: themselves where they lie there. */
export function matrixOf(from: HeldRows, rows: number): Float32Array {
  if (from instanceof Float32Array) return from;
  const out = longFloats(from.length);
  from.gather(
    Int32Array.from({ length: rows }, (_, row) => row),
    out,
  );
  return out;
}

/** Rows that are made at once where all are wanted in order. */
const BLOCK = 1024;

/** All rows in order, some at a time: [rows, width], good until the next. */
export function* blocksOf(
  from: HeldRows,
  rows: number,
): Generator<{ readonly start: number; readonly rows: number; readonly floats: Float32Array }> {
  const width = from.length / Math.max(1, rows);
  const most = from instanceof Float32Array ? 0 : Math.min(rows, BLOCK);
  const [asked, made] = [new Int32Array(most), new Float32Array(most * width)];
  for (let start = 0; start < rows; start += BLOCK) {
    const count = Math.min(BLOCK, rows - start);
    if (from instanceof Float32Array) {
      yield { start, rows: count, floats: from.subarray(start * width, (start + count) * width) };
      continue;
    }
    const floats = made.subarray(0, count * width);
    for (let i = 0; i < count; i++) asked[i] = start + i;
    from.gather(asked.subarray(0, count), floats);
    yield { start, rows: count, floats };
  }
}

/** One row at a time, [width]: good until the next is asked for. */
export function rowReader(from: HeldRows, rows: number): (row: number) => Float32Array {
  const width = from.length / Math.max(1, rows);
  if (from instanceof Float32Array) return (row) => from.subarray(row * width, (row + 1) * width);
  const [asked, out] = [new Int32Array(1), new Float32Array(width)];
  return (row) => {
    asked[0] = row;
    from.gather(asked, out);
    return out;
  };
}
