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

// @ts-ignore: decorator
@inline
function start(table: usize, k: usize): usize {
  return <usize>load<i32>(table + (k << 2)) << 2;
}

// @ts-ignore: decorator
@inline
function four(x: usize, at: usize, weights: usize, bytes: usize): v128 {
  return sums(
    tap(x + start(at, 0), weights, bytes),
    tap(x + start(at, 1), weights + bytes, bytes),
    tap(x + start(at, 2), weights + 2 * bytes, bytes),
    tap(x + start(at, 3), weights + 3 * bytes, bytes),
  );
}

/** Four columns of two taps each. */
// @ts-ignore: decorator
@inline
function fourOfTwo(x: usize, at: usize, weights: usize): v128 {
  const p = v128.load_lane<u64>(x + start(at, 1), v128.load_zero<f64>(x + start(at, 0)), 1);
  const q = v128.load_lane<u64>(x + start(at, 3), v128.load_zero<f64>(x + start(at, 2)), 1);
  const a = f32x4.mul(p, v128.load(weights));
  const b = f32x4.mul(q, v128.load(weights, 16));
  return f32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

/**
 * out [rows, width]: column c ← Σₖ weights[c, k] · x[row, starts[c] + k], x [rows, xWidth]; weights [width, count]. count is two
 * or a multiple of four, the tables go on to the next multiple of four columns, and three floats follow x.
 */
export function blendColumns(
  rows: i32, width: i32, out: usize, xWidth: i32, x: usize, count: i32, starts: usize, weights: usize,
): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++, x += <usize>xWidth << 2) {
    let at = starts;
    let w = weights;
    let n = width;
    if (count == 2) {
      for (; n >= 4; n -= 4, at += 16, w += 32, out += 16) v128.store(out, fourOfTwo(x, at, w));
      if (n > 0) storeLanes(out, fourOfTwo(x, at, w), n);
    } else if (count == 4) {
      for (; n >= 4; n -= 4, at += 16, w += 64, out += 16) v128.store(out, four(x, at, w, 16));
      if (n > 0) storeLanes(out, four(x, at, w, 16), n);
    } else {
      for (; n >= 4; n -= 4, at += 16, w += bytes << 2, out += 16) v128.store(out, four(x, at, w, bytes));
      if (n > 0) storeLanes(out, four(x, at, w, bytes), n);
    }
    out += <usize>n << 2;
  }
}
