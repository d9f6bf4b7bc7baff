import { held } from "./kept";
import { store as storeLanes } from "./lanes";

// @ts-ignore: decorator
@inline
function start(table: usize, k: usize): usize {
  return <usize>load<i32>(table + (k << 2)) << 1;
}

/** Four columns of two taps each. */
// @ts-ignore: decorator
@inline
function fourOfTwo(x: usize, at: usize, weights: usize): v128 {
  let p = v128.load_zero<u32>(x + start(at, 0));
  p = v128.load_lane<u32>(x + start(at, 1), p, 1);
  p = v128.load_lane<u32>(x + start(at, 2), p, 2);
  p = v128.load_lane<u32>(x + start(at, 3), p, 3);
  return i32x4.dot_i16x8_s(p, v128.load(weights));
}

/** Four columns of taps in fours: two columns share a vector. */
// @ts-ignore: decorator
@inline
function four(x: usize, at: usize, weights: usize, bytes: usize): v128 {
  let p = i32x4.splat(0);
  let q = i32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 8) {
    const first = v128.load_lane<u64>(x + start(at, 1) + k, v128.load_zero<u64>(x + start(at, 0) + k), 1);
    const second = v128.load_lane<u64>(x + start(at, 3) + k, v128.load_zero<u64>(x + start(at, 2) + k), 1);
    const w = v128.load_lane<u64>(weights + bytes + k, v128.load_zero<u64>(weights + k), 1);
    const w2 = v128.load_lane<u64>(weights + 3 * bytes + k, v128.load_zero<u64>(weights + 2 * bytes + k), 1);
    p = i32x4.add(p, i32x4.dot_i16x8_s(first, w));
    q = i32x4.add(q, i32x4.dot_i16x8_s(second, w2));
  }
  return i32x4.add(v128.shuffle<i32>(p, q, 0, 2, 4, 6), v128.shuffle<i32>(p, q, 1, 3, 5, 7));
}

/** `four` of four taps each: the weights of two columns lie beside each other. */
// @ts-ignore: decorator
@inline
function fourOfFour(x: usize, at: usize, weights: usize): v128 {
  const first = v128.load_lane<u64>(x + start(at, 1), v128.load_zero<u64>(x + start(at, 0)), 1);
  const second = v128.load_lane<u64>(x + start(at, 3), v128.load_zero<u64>(x + start(at, 2)), 1);
  const p = i32x4.dot_i16x8_s(first, v128.load(weights));
  const q = i32x4.dot_i16x8_s(second, v128.load(weights, 16));
  return i32x4.add(v128.shuffle<i32>(p, q, 0, 2, 4, 6), v128.shuffle<i32>(p, q, 1, 3, 5, 7));
}

// @ts-ignore: decorator
@inline
function value(sum: v128, scale: v128, shift: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), shift);
}

/**
 * out [rows, width]: column c ← scale · Σₖ weights[c, k] · x[row, starts[c] + k] + shift, x [rows, xWidth] and weights [width,
 * count] of 16 bits. count is two or a multiple of four, the tables go on to the next multiple of four columns, and three words
 * follow x.
 */
export function blendShortColumns(
  rows: i32, width: i32, out: usize, xWidth: i32, x: usize, count: i32, starts: usize, weights: usize, scale: f32, shift: f32,
): void {
  const by = held(0, f32x4.splat(scale));
  const more = held(1, f32x4.splat(shift));
  const bytes = <usize>count << 1;
  for (let row = 0; row < rows; row++, x += <usize>xWidth << 1) {
    let at = starts;
    let w = weights;
    let n = width;
    if (count == 2) {
      for (; n >= 4; n -= 4, at += 16, w += 16, out += 16) v128.store(out, value(fourOfTwo(x, at, w), by, more));
      if (n > 0) storeLanes(out, value(fourOfTwo(x, at, w), by, more), n);
    } else if (count == 4) {
      for (; n >= 4; n -= 4, at += 16, w += 32, out += 16) v128.store(out, value(fourOfFour(x, at, w), by, more));
      if (n > 0) storeLanes(out, value(fourOfFour(x, at, w), by, more), n);
    } else {
      for (; n >= 4; n -= 4, at += 16, w += bytes << 2, out += 16)
        v128.store(out, value(four(x, at, w, bytes), by, more));
      if (n > 0) storeLanes(out, value(four(x, at, w, bytes), by, more), n);
    }
    out += <usize>n << 2;
  }
}
