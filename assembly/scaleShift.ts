import { held } from "./kept";
import { load, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(out: usize, x: usize, lanes: i32, scale: v128, shift: v128, least: v128, most: v128): void {
  const y = f32x4.add(f32x4.mul(load(x, lanes), scale), shift);
  store(out, f32x4.pmin(most, f32x4.pmax(least, y)), lanes);
}

/** out ← min(max(scale·x + shift, least), most). `out` may be x. */
export function scaleShift(n: i32, out: usize, x: usize, scale: f32, shift: f32, least: f32, most: f32): void {
  const a = held(0, f32x4.splat(scale));
  const b = held(1, f32x4.splat(shift));
  const l = held(2, f32x4.splat(least));
  const m = held(3, f32x4.splat(most));
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(out + o, x + o, 4, a, b, l, m);
  if (n & 3) step(out + end, x + end, n & 3, a, b, l, m);
}
