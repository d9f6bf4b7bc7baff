import { held } from "./kept";
import { load, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(out: usize, x: usize, lanes: i32, levels: v128, last: v128, zero: v128, share: v128): void {
  const level = f32x4.floor(f32x4.mul(load(x, lanes), levels));
  store(out, f32x4.mul(f32x4.pmin(last, f32x4.pmax(zero, level)), share), lanes);
}

/** out ← min(max(⌊levels · x⌋, 0), levels − 1) / levels, levels a power of two. */
export function posterize(n: i32, out: usize, x: usize, levels: f32): void {
  const l = held(0, f32x4.splat(levels));
  const m = held(1, f32x4.splat(levels - 1));
  const z = held(2, f32x4.splat(0));
  const s = held(3, f32x4.splat(<f32>1 / levels));
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(out + o, x + o, 4, l, m, z, s);
  if (n & 3) step(out + end, x + end, n & 3, l, m, z, s);
}
