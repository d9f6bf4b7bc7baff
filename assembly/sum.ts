import { load } from "./lanes";

// The order of every sum: element i goes to accumulator i mod 8 in double precision, and the eight are added as
// ((0+1)+(2+3)) + ((4+5)+(6+7)). Zeros in the unused lanes of a tail change nothing.

/** Lanes 0 and 1 in double precision. */
// @ts-ignore: decorator
@inline
export function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** Lanes 2 and 3 in double precision. */
// @ts-ignore: decorator
@inline
export function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(i32x4.shuffle(x, x, 2, 3, 0, 1));
}

// @ts-ignore: decorator
@inline
export function pair(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** Two floats at p in double precision. */
// @ts-ignore: decorator
@inline
export function two(p: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_zero<f64>(p));
}

/** The accumulators a…d, two lanes each, added in the order above. */
// @ts-ignore: decorator
@inline
export function total(a: v128, b: v128, c: v128, d: v128): f64 {
  return pair(a) + pair(b) + (pair(c) + pair(d));
}

/** Σ x, or Σ |x|. */
// @ts-ignore: decorator
@inline
function add(n: i32, p: usize, absolute: bool): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (; n >= 8; n -= 8, p += 32) {
    a = f64x2.add(a, absolute ? f64x2.abs(two(p)) : two(p));
    b = f64x2.add(b, absolute ? f64x2.abs(two(p + 8)) : two(p + 8));
    c = f64x2.add(c, absolute ? f64x2.abs(two(p + 16)) : two(p + 16));
    d = f64x2.add(d, absolute ? f64x2.abs(two(p + 24)) : two(p + 24));
  }
  if (n > 0) {
    const x = load(p, min(n, 4));
    const y = n > 4 ? load(p + 16, n - 4) : f32x4.splat(0);
    a = f64x2.add(a, absolute ? f64x2.abs(low(x)) : low(x));
    b = f64x2.add(b, absolute ? f64x2.abs(high(x)) : high(x));
    c = f64x2.add(c, absolute ? f64x2.abs(low(y)) : low(y));
    d = f64x2.add(d, absolute ? f64x2.abs(high(y)) : high(y));
  }
  return total(a, b, c, d);
}

/** Σ x. */
export function sum(n: i32, p: usize): f64 {
  return add(n, p, false);
}

/** Σ |x|. */
export function sumAbs(n: i32, p: usize): f64 {
  return add(n, p, true);
}
