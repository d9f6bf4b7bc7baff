import { dot } from "./dot";
import { load, store } from "./lanes";
import { scale } from "./scale";
import { high, low } from "./sum";

/** min(1, clip·max(√w, least) / √g). */
// @ts-ignore: decorator
@inline
function factors(g: v128, w: v128, clip: v128, least: v128): v128 {
  const most = f64x2.mul(clip, f64x2.max(f64x2.sqrt(w), least));
  const norm = f64x2.sqrt(g);
  return v128.bitselect(f64x2.div(most, norm), f64x2.splat(1), f64x2.gt(norm, most));
}

// @ts-ignore: decorator
@inline
function strip(rows: i32, stride: usize, g: usize, w: usize, lanes: i32, clip: v128, least: v128): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let row = 0, p = g, q = w; row < rows; row++, p += stride, q += stride) {
    const x = load(p, lanes);
    const y = load(q, lanes);
    a = f64x2.add(a, f64x2.mul(low(x), low(x)));
    b = f64x2.add(b, f64x2.mul(high(x), high(x)));
    c = f64x2.add(c, f64x2.mul(low(y), low(y)));
    d = f64x2.add(d, f64x2.mul(high(y), high(y)));
  }
  const f = i32x4.shuffle(
    f32x4.demote_f64x2_zero(factors(a, c, clip, least)), f32x4.demote_f64x2_zero(factors(b, d, clip, least)), 0, 1, 4, 5,
  );
  if (!v128.any_true(f32x4.ne(f, f32x4.splat(1)))) return;
  for (let row = 0, p = g; row < rows; row++, p += stride) store(p, f32x4.mul(load(p, lanes), f), lanes);
}

/** Scales each column of g [rows, columns] to an L2 norm of at most clip·max(that of w's column, least). */
export function clipUnitColumns(rows: i32, columns: i32, g: usize, w: usize, clip: f64, least: f64): void {
  const c = f64x2.splat(clip);
  const l = f64x2.splat(least);
  const stride = <usize>columns << 2;
  const end = g + (stride & ~15);
  for (; g < end; g += 16, w += 16) strip(rows, stride, g, w, 4, c, l);
  if (columns & 3) strip(rows, stride, g, w, columns & 3, c, l);
}

/** The same for the rows; their sums are in the order of sum.ts. */
export function clipUnitRows(rows: i32, columns: i32, g: usize, w: usize, clip: f64, least: f64): void {
  const stride = <usize>columns << 2;
  for (let row = 0; row < rows; row++, g += stride, w += stride) {
    const a = f64x2.splat(dot(columns, g, g));
    const b = f64x2.splat(dot(columns, w, w));
    const f = <f32>f64x2.extract_lane(factors(a, b, f64x2.splat(clip), f64x2.splat(least)), 0);
    if (f != 1) scale(columns, g, f);
  }
}
