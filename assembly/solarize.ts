import { held } from "./kept";
import { load, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(out: usize, x: usize, lanes: i32, threshold: v128, one: v128): void {
  const v = load(x, lanes);
  store(out, v128.bitselect(f32x4.sub(one, v), v, f32x4.ge(v, threshold)), lanes);
}

/** out ← 1 − x where x ≥ threshold, else x. */
export function solarize(n: i32, out: usize, x: usize, threshold: f32): void {
  const t = held(0, f32x4.splat(threshold));
  const one = held(1, f32x4.splat(1));
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(out + o, x + o, 4, t, one);
  if (n & 3) step(out + end, x + end, n & 3, t, one);
}
