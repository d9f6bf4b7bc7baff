import { load, store } from "./lanes";
import { high, low } from "./sum";

/** limit / √s where √s > limit, else 1: NaN stays as it is. */
// @ts-ignore: decorator
@inline
function factors(s: v128, limit: v128): v128 {
  const norm = f64x2.sqrt(s);
  return v128.bitselect(f64x2.div(limit, norm), f64x2.splat(1), f64x2.gt(norm, limit));
}

// @ts-ignore: decorator
@inline
function strip(rows: i32, stride: usize, w: usize, lanes: i32, limit: v128): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let row = 0, p = w; row < rows; row++, p += stride) {
    const x = load(p, lanes);
    a = f64x2.add(a, f64x2.mul(low(x), low(x)));
    b = f64x2.add(b, f64x2.mul(high(x), high(x)));
  }
  const f = i32x4.shuffle(
    f32x4.demote_f64x2_zero(factors(a, limit)), f32x4.demote_f64x2_zero(factors(b, limit)), 0, 1, 4, 5,
  );
  if (!v128.any_true(f32x4.ne(f, f32x4.splat(1)))) return;
  for (let row = 0, p = w; row < rows; row++, p += stride) store(p, f32x4.mul(load(p, lanes), f), lanes);
}

/** Rescales each column of w [rows, columns] whose L2 norm exceeds `limit` to that norm; squares are added from the first row down. */
export function maxNormColumns(rows: i32, columns: i32, w: usize, limit: f64): void {
  const most = f64x2.splat(limit);
  const stride = <usize>columns << 2;
  const end = w + (stride & ~15);
  for (; w < end; w += 16) strip(rows, stride, w, 4, most);
  if (columns & 3) strip(rows, stride, w, columns & 3, most);
}
