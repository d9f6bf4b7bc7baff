import { held } from "./kept";
import { store as storeLanes } from "./lanes";

/** The first `lanes` (1–8) columns of eight. */
// @ts-ignore: decorator
@inline
function eight(out: usize, x: usize, weights: usize, end: usize, scale: v128, lanes: i32): void {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  for (; weights < end; weights += 4, x += 4) {
    const both = v128.load_splat<u32>(weights);
    const first = v128.load(x);
    const second = v128.load(x, 2);
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11), both));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15), both));
  }
  storeLanes(out, f32x4.mul(f32x4.convert_i32x4_s(a), scale), min(lanes, 4));
  if (lanes > 4) storeLanes(out + 16, f32x4.mul(f32x4.convert_i32x4_s(b), scale), lanes - 4);
}

/**
 * out [rows, width] ← scale · Σₖ weights[k] · x[row, column + k], x [rows, xWidth] and weights [2 · pairs] of 16 bits. Up to
 * eight words behind the last are read.
 */
export function convolveShorts(
  rows: i32, width: i32, out: usize, xWidth: i32, x: usize, pairs: i32, weights: usize, scale: f32,
): void {
  const by = held(0, f32x4.splat(scale));
  const end = weights + (<usize>pairs << 2);
  for (let row = 0; row < rows; row++, x += <usize>xWidth << 1) {
    let from = x;
    let n = width;
    for (; n >= 8; n -= 8, from += 16, out += 32) eight(out, from, weights, end, by, 8);
    if (n > 0) eight(out, from, weights, end, by, n);
    out += <usize>n << 2;
  }
}
