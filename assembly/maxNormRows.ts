import { dot } from "./dot";
import { scale } from "./scale";

/** Rescales each row of w [rows, columns] whose L2 norm exceeds `limit` to that norm; its sum is in the order of sum.ts. */
export function maxNormRows(rows: i32, columns: i32, w: usize, limit: f64): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, w += stride) {
    const norm = Math.sqrt(dot(columns, w, w));
    if (norm > limit) scale(columns, w, <f32>(limit / norm));
  }
}
