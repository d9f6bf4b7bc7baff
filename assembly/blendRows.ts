import { load as loadLanes, store as storeLanes } from "./lanes";

// @ts-ignore: decorator
@inline
function four(x: usize, stride: usize, weights: usize, count: i32, lanes: i32): v128 {
  let sum = f32x4.mul(loadLanes(x, lanes), v128.load_splat<u32>(weights));
  for (let k = 1; k < count; k++) {
    x += stride;
    weights += 4;
    sum = f32x4.add(sum, f32x4.mul(loadLanes(x, lanes), v128.load_splat<u32>(weights)));
  }
  return sum;
}

/** Sixteen columns of a row: each weight is read once for four vectors. */
// @ts-ignore: decorator
@inline
function sixteen(out: usize, x: usize, stride: usize, weights: usize, count: i32): void {
  const w = v128.load_splat<u32>(weights);
  let a = f32x4.mul(v128.load(x), w);
  let b = f32x4.mul(v128.load(x, 16), w);
  let c = f32x4.mul(v128.load(x, 32), w);
  let d = f32x4.mul(v128.load(x, 48), w);
  for (let k = 1; k < count; k++) {
    x += stride;
    weights += 4;
    const w = v128.load_splat<u32>(weights);
    a = f32x4.add(a, f32x4.mul(v128.load(x), w));
    b = f32x4.add(b, f32x4.mul(v128.load(x, 16), w));
    c = f32x4.add(c, f32x4.mul(v128.load(x, 32), w));
    d = f32x4.add(d, f32x4.mul(v128.load(x, 48), w));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/**
 * out [planes, rows, width]: row r ← Σₖ weights[r, k] · row starts[r] + k of x [planes, xHeight, xWidth], from column `first` on;
 * weights [rows, count].
 */
export function blendRows(
  planes: i32, rows: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize, first: i32,
  count: i32, starts: usize, weights: usize,
): void {
  const stride = <usize>xWidth << 2;
  const line = <usize>count << 2;
  for (let plane = 0; plane < planes; plane++, x += <usize>xHeight * stride) {
    for (let row = 0; row < rows; row++) {
      const w = weights + <usize>row * line;
      let from = x + <usize>load<i32>(starts + (<usize>row << 2)) * stride + (<usize>first << 2);
      let n = width;
      for (; n >= 16; n -= 16, out += 64, from += 64) sixteen(out, from, stride, w, count);
      for (; n >= 4; n -= 4, out += 16, from += 16) v128.store(out, four(from, stride, w, count, 4));
      if (n > 0) storeLanes(out, four(from, stride, w, count, n), n);
      out += <usize>n << 2;
    }
  }
}
