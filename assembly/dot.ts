import { load } from "./lanes";
import { high, low, total, two } from "./sum";

/** Σ x·y, in the order of sum.ts; products of floats are exact in double precision. */
export function dot(n: i32, p: usize, q: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (; n >= 8; n -= 8, p += 32, q += 32) {
    a = f64x2.add(a, f64x2.mul(two(p), two(q)));
    b = f64x2.add(b, f64x2.mul(two(p + 8), two(q + 8)));
    c = f64x2.add(c, f64x2.mul(two(p + 16), two(q + 16)));
    d = f64x2.add(d, f64x2.mul(two(p + 24), two(q + 24)));
  }
  if (n > 0) {
    const x = load(p, min(n, 4));
    const y = load(q, min(n, 4));
    a = f64x2.add(a, f64x2.mul(low(x), low(y)));
    b = f64x2.add(b, f64x2.mul(high(x), high(y)));
  }
  if (n > 4) {
    const x = load(p + 16, n - 4);
    const y = load(q + 16, n - 4);
    c = f64x2.add(c, f64x2.mul(low(x), low(y)));
    d = f64x2.add(d, f64x2.mul(high(x), high(y)));
  }
  return total(a, b, c, d);
}
