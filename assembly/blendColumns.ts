import { sums } from "./coordinates";
import { store as storeLanes } from "./lanes";

/** Σₖ weights[k] · x[k] in each lane k mod 4. */
// @ts-ignore: decorator
@inline
function tap(x: usize, weights: usize, bytes: usize): v128 {
  let sum = f32x4.mul(v128.load(x), v128.load(weights));
  for (let k: usize = 16; k < bytes; k += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(x + k), v128.load(weights + k)));
  return sum;
}

/**
 * out [rows, width]: column c ← Σₖ weights[c, k] · x[row, starts[c] + k], x [rows, xWidth]; weights [width, count]. count is a
 * multiple of four, the tables go on to the next multiple of four columns, and three floats follow x.
 */
export function blendColumns(
  rows: i32, width: i32, out: usize, xWidth: i32, x: usize, count: i32, starts: usize, weights: usize,
): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++, x += <usize>xWidth << 2) {
    for (let column = 0; column < width; column += 4) {
      const at = starts + (<usize>column << 2);
      const w = weights + <usize>column * bytes;
      const lanes = min(4, width - column);
      const all = sums(
        tap(x + (<usize>load<i32>(at) << 2), w, bytes),
        tap(x + (<usize>load<i32>(at, 4) << 2), w + bytes, bytes),
        tap(x + (<usize>load<i32>(at, 8) << 2), w + 2 * bytes, bytes),
        tap(x + (<usize>load<i32>(at, 12) << 2), w + 3 * bytes, bytes),
      );
      storeLanes(out, all, lanes);
      out += <usize>lanes << 2;
    }
  }
}
