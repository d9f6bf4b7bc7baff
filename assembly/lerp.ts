import { flush, load, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(out: usize, from: usize, to: usize, lanes: i32, weight: v128): void {
  const a = load(from, lanes);
  store(out, flush(f32x4.add(a, f32x4.mul(f32x4.sub(load(to, lanes), a), weight)), f32x4.splat(f32.MIN_NORMAL_VALUE)), lanes);
}

/** out ← from + weight·(to − from). `out` may be either of them. */
export function lerp(n: i32, out: usize, from: usize, to: usize, weight: f32): void {
  const w = f32x4.splat(weight);
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(out + o, from + o, to + o, 4, w);
  if (n & 3) step(out + end, from + end, to + end, n & 3, w);
}
