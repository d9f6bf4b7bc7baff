import { load as loadLanes, store as storeLanes } from "./lanes";

// @ts-ignore: decorator
@inline
function four(x: usize, count: i32, step: usize, weights: usize, lanes: i32): v128 {
  let sum = f32x4.mul(loadLanes(x, lanes), v128.load_splat<u32>(weights));
  for (let k = 1; k < count; k++) {
    x += step;
    weights += 4;
    sum = f32x4.add(sum, f32x4.mul(loadLanes(x, lanes), v128.load_splat<u32>(weights)));
  }
  return sum;
}

/** Eight columns: each weight is read once for two vectors. */
// @ts-ignore: decorator
@inline
function eight(out: usize, x: usize, count: i32, step: usize, weights: usize): void {
  const w = v128.load_splat<u32>(weights);
  let a = f32x4.mul(v128.load(x), w);
  let b = f32x4.mul(v128.load(x, 16), w);
  for (let k = 1; k < count; k++) {
    x += step;
    weights += 4;
    const w = v128.load_splat<u32>(weights);
    a = f32x4.add(a, f32x4.mul(v128.load(x), w));
    b = f32x4.add(b, f32x4.mul(v128.load(x, 16), w));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
}

/** out [planes, rows, width] ← Σₖ weights[k] · x[plane, row, column + k · step], x [planes, xRows, xWidth]. */
export function convolve(
  planes: i32, rows: i32, width: i32, out: usize, xRows: i32, xWidth: i32, x: usize, count: i32, step: i32, weights: usize,
): void {
  const stride = <usize>xWidth << 2;
  const bytes = <usize>step << 2;
  for (let plane = 0; plane < planes; plane++, x += <usize>xRows * stride) {
    for (let row = 0; row < rows; row++) {
      let from = x + <usize>row * stride;
      let n = width;
      for (; n >= 8; n -= 8, out += 32, from += 32) eight(out, from, count, bytes, weights);
      for (; n > 0; n -= 4, from += 16) {
        const lanes = min(n, 4);
        storeLanes(out, four(from, count, bytes, weights, lanes), lanes);
        out += <usize>lanes << 2;
      }
    }
  }
}
