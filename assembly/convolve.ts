import { held } from "./kept";
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

/** Sixteen columns: each weight is read once for four vectors. */
// @ts-ignore: decorator
@inline
function sixteen(out: usize, x: usize, count: i32, step: usize, weights: usize): void {
  const w = v128.load_splat<u32>(weights);
  let a = f32x4.mul(v128.load(x), w);
  let b = f32x4.mul(v128.load(x, 16), w);
  let c = f32x4.mul(v128.load(x, 32), w);
  let d = f32x4.mul(v128.load(x, 48), w);
  for (let k = 1; k < count; k++) {
    x += step;
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

/** Whole blocks of four columns of a row with five weights, the usual number: they stay in registers. */
// @ts-ignore: decorator
@inline
function fives(n: i32, out: usize, x: usize, step: usize, weights: usize): void {
  const a = held(0, v128.load_splat<u32>(weights));
  const b = held(1, v128.load_splat<u32>(weights, 4));
  const c = held(2, v128.load_splat<u32>(weights, 8));
  const d = held(3, v128.load_splat<u32>(weights, 12));
  const e = held(4, v128.load_splat<u32>(weights, 16));
  const x1 = x + step;
  const x2 = x1 + step;
  const x3 = x2 + step;
  const x4 = x3 + step;
  for (let o: usize = 0; n >= 4; n -= 4, o += 16) {
    let sum = f32x4.add(f32x4.mul(v128.load(x + o), a), f32x4.mul(v128.load(x1 + o), b));
    sum = f32x4.add(sum, f32x4.mul(v128.load(x2 + o), c));
    sum = f32x4.add(sum, f32x4.mul(v128.load(x3 + o), d));
    v128.store(out + o, f32x4.add(sum, f32x4.mul(v128.load(x4 + o), e)));
  }
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
      if (count == 5) {
        fives(n, out, from, bytes, weights);
        const whole = <usize>(n & ~3) << 2;
        out += whole;
        from += whole;
        n &= 3;
      }
      for (; n >= 16; n -= 16, out += 64, from += 64) sixteen(out, from, count, bytes, weights);
      for (; n > 0; n -= 4, from += 16) {
        const lanes = min(n, 4);
        storeLanes(out, four(from, count, bytes, weights, lanes), lanes);
        out += <usize>lanes << 2;
      }
    }
  }
}
