import { keep, kept } from "./kept";
import { load as loadLanes, store as storeLanes } from "./lanes";

// @ts-ignore: decorator
@inline
function three(x: usize, lanes: i32): v128 {
  return f32x4.add(f32x4.add(loadLanes(x - 4, lanes), loadLanes(x, lanes)), loadLanes(x + 4, lanes));
}

// @ts-ignore: decorator
@inline
function unit(x: v128): v128 {
  return f32x4.pmin(kept(3), f32x4.pmax(kept(2), x));
}

// @ts-ignore: decorator
@inline
function step(out: usize, x: usize, stride: usize, lanes: i32): void {
  const middle = loadLanes(x, lanes);
  const outer = f32x4.add(three(x - stride, lanes), three(x + stride, lanes));
  const sum = f32x4.add(f32x4.add(outer, three(x, lanes)), f32x4.mul(middle, kept(4)));
  storeLanes(out, unit(f32x4.add(f32x4.mul(middle, kept(0)), f32x4.mul(sum, kept(1)))), lanes);
}

// @ts-ignore: decorator
@inline
function clampOne(out: usize, x: usize): void {
  store<f32>(out, min<f32>(max<f32>(load<f32>(x), 0), 1));
}

function clampRow(n: i32, out: usize, x: usize): void {
  for (; n >= 4; n -= 4, out += 16, x += 16) v128.store(out, unit(v128.load(x)));
  for (; n > 0; n--, out += 4, x += 4) clampOne(out, x);
}

/**
 * out [planes, height, width] ← factor · x + rest · (3 × 3 sum of x, the middle five times), in 0 … 1; pixels at the edge are x.
 * Sides of at least three.
 */
export function sharpen(planes: i32, height: i32, width: i32, out: usize, x: usize, factor: f32, rest: f32): void {
  keep(0, f32x4.splat(factor));
  keep(1, f32x4.splat(rest));
  keep(2, f32x4.splat(0));
  keep(3, f32x4.splat(1));
  keep(4, f32x4.splat(4));
  const stride = <usize>width << 2;
  for (let row = 0; row < planes * height; row++, out += stride, x += stride) {
    const line = row % height;
    if (line == 0 || line == height - 1) {
      clampRow(width, out, x);
      continue;
    }
    clampOne(out, x);
    let i: usize = 4;
    const end = stride - 4;
    for (; i + 16 <= end; i += 16) step(out + i, x + i, stride, 4);
    for (; i < end; i += 4) step(out + i, x + i, stride, 1);
    clampOne(out + end, x + end);
  }
}
