import { held } from "./kept";
import { store as storeLanes } from "./lanes";

/** Words k from either end of the `reach` + 1 words at x, added: they have one weight. The middle is alone. */
// @ts-ignore: decorator
@inline
function mirrored(x: usize, reach: usize, k: usize): v128 {
  const near = v128.load(x + k);
  return k << 1 < reach ? i16x8.add(near, v128.load(x + reach - k)) : near;
}

/** The first `lanes` (1–8) columns of eight. */
// @ts-ignore: decorator
@inline
function eight(out: usize, x: usize, reach: usize, weights: usize, scale: v128, lanes: i32): void {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  for (let k: usize = 0; k << 1 <= reach; k += 4) {
    const both = v128.load_splat<u32>(weights + k);
    const first = mirrored(x, reach, k);
    const second = (k + 2) << 1 <= reach ? mirrored(x, reach, k + 2) : first;
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11), both));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15), both));
  }
  storeLanes(out, f32x4.mul(f32x4.convert_i32x4_s(a), scale), min(lanes, 4));
  if (lanes > 4) storeLanes(out + 16, f32x4.mul(f32x4.convert_i32x4_s(b), scale), lanes - 4);
}

/** `eight` with five weights, the usual number. */
// @ts-ignore: decorator
@inline
function eightOfFive(out: usize, x: usize, outer: v128, middle: v128, scale: v128): void {
  const first = mirrored(x, 8, 0);
  const second = mirrored(x, 8, 2);
  const third = v128.load(x, 4);
  const a = i32x4.add(
    i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11), outer),
    i32x4.dot_i16x8_s(v128.shuffle<i16>(third, third, 0, 8, 1, 9, 2, 10, 3, 11), middle),
  );
  const b = i32x4.add(
    i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15), outer),
    i32x4.dot_i16x8_s(v128.shuffle<i16>(third, third, 4, 12, 5, 13, 6, 14, 7, 15), middle),
  );
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(a), scale));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(b), scale), 16);
}

/**
 * out [rows, width] ← scale · Σₖ w[k] · x[row, column + k], x [rows, xWidth] of 16 bits. `half` + 1 weights of 16 bits, the outermost
 * first, and a zero where they are not even in number: w is symmetric and has 2 · half + 1. Sums of two x are below 2¹⁵. Up to
 * eight words behind the last are read.
 */
export function convolveShorts(
  rows: i32, width: i32, out: usize, xWidth: i32, x: usize, half: i32, weights: usize, scale: f32,
): void {
  const by = held(0, f32x4.splat(scale));
  const outer = held(1, v128.load_splat<u32>(weights));
  const middle = held(2, v128.load_splat<u32>(weights, 4));
  const reach = <usize>half << 2;
  for (let row = 0; row < rows; row++, x += <usize>xWidth << 1) {
    let from = x;
    let n = width;
    if (half == 2) for (; n >= 8; n -= 8, from += 16, out += 32) eightOfFive(out, from, outer, middle, by);
    else for (; n >= 8; n -= 8, from += 16, out += 32) eight(out, from, reach, weights, by, 8);
    if (n > 0) eight(out, from, reach, weights, by, n);
    out += <usize>n << 2;
  }
}
