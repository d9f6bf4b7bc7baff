import { RegularizeError } from "../core/index.ts";

/** From this width on, `set` of a subarray (65 ns per row) is faster than a loop (1.8 ns per float). */
const WIDE = 36;

/**
 * out [indices, width] ← the rows `indices` of source [rows, width]. Any arrays, on a kernel memory or not.
 * An output of another size throws E911, an index that is not a row E912.
 */
export function gatherRows(out: Float32Array, source: Float32Array, indices: Int32Array, width: number): void {
  if (out.length !== indices.length * width) throw refusal("E911", `${indices.length * width} floats`, `${out.length}`);
  const rows = source.length / width;
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    if (row < 0 || row >= rows) throw refusal("E912", `a row below ${rows}`, `${row}`);
    const to = i * width;
    const from = row * width;
    if (width >= WIDE) out.set(source.subarray(from, from + width), to);
    else for (let c = 0; c < width; c++) out[to + c] = source[from + c]!;
  }
}

function refusal(code: "E911" | "E912", expected: string, received: string): RegularizeError {
  const where = "gatherRows";
  return new RegularizeError({
    code,
    where,
    message: `Internal: ${where} out of bounds`,
    expected,
    received,
    todo: "please report it",
  });
}
