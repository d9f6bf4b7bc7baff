import { RegularizeError } from "../core/index.ts";

/**
 * out [indices, width] ← the rows `indices` of source [rows, width]. Any arrays, on a kernel memory or not.
 * An index that is not a row throws E912.
 */
export function gatherRows(out: Float32Array, source: Float32Array, indices: Int32Array, width: number): void {
  const rows = source.length / width;
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    if (row < 0 || row >= rows) throw notARow(row, rows);
    const to = i * width;
    const from = row * width;
    for (let c = 0; c < width; c++) out[to + c] = source[from + c]!;
  }
}

function notARow(row: number, rows: number): RegularizeError {
  return new RegularizeError({
    code: "E912",
    where: "gatherRows",
    message: `Internal: row ${row} does not exist`,
    expected: `a row below ${rows}`,
    received: String(row),
    todo: "please report it",
  });
}
