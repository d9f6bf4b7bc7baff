import { load, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(y: usize, x: usize, lanes: i32, f: v128): void {
  store(y, f32x4.add(load(y, lanes), f32x4.mul(load(x, lanes), f)), lanes);
}

/** y ← y + factor·x. */
export function axpy(n: i32, y: usize, x: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(y + o, x + o, 4, f);
  if (n & 3) step(y + end, x + end, n & 3, f);
}
