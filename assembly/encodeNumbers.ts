import { held } from "./kept";
import { load as loadLanes } from "./lanes";

const LIMIT: f32 = 1e6;

/** Cell i of a column that begins at `out`. */
// @ts-ignore: decorator
@inline
function cell(out: usize, starts: usize, i: usize): usize {
  return out + (<usize>load<u32>(starts + (i << 2)) << 2);
}

// @ts-ignore: decorator
@inline
function put(out: usize, starts: usize, x: v128, lanes: i32): void {
  store<f32>(cell(out, starts, 0), f32x4.extract_lane(x, 0));
  if (lanes > 1) store<f32>(cell(out, starts, 1), f32x4.extract_lane(x, 1));
  if (lanes > 2) store<f32>(cell(out, starts, 2), f32x4.extract_lane(x, 2));
  if (lanes > 3) store<f32>(cell(out, starts, 3), f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
function four(
  lanes: i32, out: usize, starts: usize, x: usize,
  median: v128, center: v128, scale: v128, limit: v128, smooth: i32, flag: i32,
): void {
  const values = loadLanes(x, lanes);
  const missing = f32x4.ne(values, values);
  let scaled = f32x4.mul(f32x4.sub(v128.bitselect(median, values, missing), center), scale);
  if (smooth) {
    scaled = f32x4.max(f32x4.neg(limit), f32x4.min(limit, scaled));
    const third = f32x4.div(scaled, f32x4.splat(3));
    scaled = f32x4.div(scaled, f32x4.sqrt(f32x4.add(f32x4.splat(1), f32x4.mul(third, third))));
  }
  put(out, starts, scaled, lanes);
  if (flag && v128.any_true(missing)) {
    // Cells that are there hold a zero already.
    for (let i = 0; i < lanes; i++) {
      if (isNaN(load<f32>(x + (<usize>i << 2)))) store<f32>(cell(out, starts, i) + 4, 1);
    }
  }
}

/**
 * out[starts[i] + at] ← ((x missing ? median : x) − center) · scale, where `smooth` cut to ±1e6 and then x / √(1 + (x/3)²); where `flag`,
 * the float behind it ← 1 if x is missing.
 */
export function encodeNumbers(
  n: i32, out: usize, starts: usize, at: i32, x: usize,
  median: f32, center: f32, scale: f32, smooth: i32, flag: i32,
): void {
  out += <usize>at << 2;
  const m = held(0, f32x4.splat(median));
  const c = held(1, f32x4.splat(center));
  const s = held(2, f32x4.splat(scale));
  const limit = held(3, f32x4.splat(LIMIT));
  for (; n >= 4; n -= 4, x += 16, starts += 16) four(4, out, starts, x, m, c, s, limit, smooth, flag);
  if (n) four(n, out, starts, x, m, c, s, limit, smooth, flag);
}
