import { load, store, whole } from "./lanes";

/** x ← factor·x. */
export function scale(n: i32, x: usize, factor: f32): void {
  const f = f32x4.splat(factor);
  const end = x + whole(n);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), f));
  if (n & 3) store(x, f32x4.mul(load(x, n & 3), f), n & 3);
}
