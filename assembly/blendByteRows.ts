import { held } from "./kept";
import { store as storeLanes } from "./lanes";

/** Eight bytes of two rows, weighed: four columns at once. */
// @ts-ignore: decorator
@inline
function low(first: v128, second: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11), weights);
}
// @ts-ignore: decorator
@inline
function high(first: v128, second: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15), weights);
}

/**
 * out [planes, rows, width]: row r ← scale · Σₖ weights[r, k] · row starts[r] + k of the bytes x [planes, xHeight, xWidth], from
 * column `first` on; weights [rows, 2 · pairs] of 16 bits. Up to seven bytes behind the last are read.
 */
export function blendByteRows(
  planes: i32, rows: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize, first: i32,
  pairs: i32, starts: usize, weights: usize, scale: f32,
): void {
  const by = held(0, f32x4.splat(scale));
  const line = <usize>pairs << 2;
  for (let plane = 0; plane < planes; plane++, x += <usize>xHeight * <usize>xWidth) {
    for (let row = 0; row < rows; row++) {
      const w = weights + <usize>row * line;
      let from = x + <usize>load<i32>(starts + (<usize>row << 2)) * <usize>xWidth + <usize>first;
      for (let n = width; n > 0; n -= 8, from += 8) {
        let p = from;
        let left = i32x4.splat(0);
        let right = i32x4.splat(0);
        for (let k: usize = 0; k < line; k += 4) {
          const upper = v128.load_ext<u8>(p);
          const lower = v128.load_ext<u8>(p + xWidth);
          const both = v128.load_splat<u32>(w + k);
          left = i32x4.add(left, low(upper, lower, both));
          right = i32x4.add(right, high(upper, lower, both));
          p += xWidth << 1;
        }
        const a = f32x4.mul(f32x4.convert_i32x4_s(left), by);
        const b = f32x4.mul(f32x4.convert_i32x4_s(right), by);
        if (n >= 8) {
          v128.store(out, a);
          v128.store(out, b, 16);
          out += 32;
        } else {
          storeLanes(out, a, min(n, 4));
          if (n > 4) storeLanes(out + 16, b, n - 4);
          out += <usize>n << 2;
        }
      }
    }
  }
}
