import { dot } from "./dot";
import { load, store } from "./lanes";
import { scale } from "./scale";
import { high, low } from "./sum";

/** (share·clamp(n, least, most) + (1 − share)·n) / n for the norm n = √s; 1 where it is 0 or NaN. */
// @ts-ignore: decorator
@inline
function factors(s: v128, least: v128, most: v128, share: v128): v128 {
  const norm = f64x2.sqrt(s);
  const bounded = f64x2.min(f64x2.max(norm, least), most);
  const wanted = f64x2.add(f64x2.mul(share, bounded), f64x2.mul(f64x2.sub(f64x2.splat(1), share), norm));
  return v128.bitselect(f64x2.div(wanted, norm), f64x2.splat(1), f64x2.gt(norm, f64x2.splat(0)));
}

// @ts-ignore: decorator
@inline
function strip(rows: i32, stride: usize, w: usize, lanes: i32, least: v128, most: v128, share: v128): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let row = 0, p = w; row < rows; row++, p += stride) {
    const x = load(p, lanes);
    a = f64x2.add(a, f64x2.mul(low(x), low(x)));
    b = f64x2.add(b, f64x2.mul(high(x), high(x)));
  }
  const f = i32x4.shuffle(
    f32x4.demote_f64x2_zero(factors(a, least, most, share)), f32x4.demote_f64x2_zero(factors(b, least, most, share)), 0, 1, 4, 5,
  );
  if (!v128.any_true(f32x4.ne(f, f32x4.splat(1)))) return;
  for (let row = 0, p = w; row < rows; row++, p += stride) store(p, f32x4.mul(load(p, lanes), f), lanes);
}

/**
 * Brings the L2 norm n of each column of w [rows, columns] to share·clamp(n, least, most) + (1 − share)·n; a column of zeros
 * or with NaN stays. Squares are added from the first row down.
 */
export function boundNormColumns(rows: i32, columns: i32, w: usize, least: f64, most: f64, share: f64): void {
  const l = f64x2.splat(least);
  const m = f64x2.splat(most);
  const s = f64x2.splat(share);
  const stride = <usize>columns << 2;
  const end = w + (stride & ~15);
  for (; w < end; w += 16) strip(rows, stride, w, 4, l, m, s);
  if (columns & 3) strip(rows, stride, w, columns & 3, l, m, s);
}

/** The same for the rows of w; their sums are in the order of sum.ts. */
export function boundNormRows(rows: i32, columns: i32, w: usize, least: f64, most: f64, share: f64): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, w += stride) {
    const s = f64x2.splat(dot(columns, w, w));
    const f = <f32>f64x2.extract_lane(factors(s, f64x2.splat(least), f64x2.splat(most), f64x2.splat(share)), 0);
    if (f != 1) scale(columns, w, f);
  }
}
