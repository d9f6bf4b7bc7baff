import { hash } from "./hash";
import { store, whole } from "./lanes";

/** out ← 0 where the signed hash of (key, i) is below `threshold`, else `kept`. */
export function keepMask(n: i32, out: usize, low: i32, high: i32, threshold: i32, kept: f32): void {
  const l = i32x4.splat(low);
  const h = i32x4.splat(high);
  const t = i32x4.splat(threshold);
  const k = f32x4.splat(kept);
  const end = out + whole(n);
  let i = i32x4(0, 1, 2, 3);
  for (; out < end; out += 16) {
    v128.store(out, v128.andnot(k, i32x4.lt_s(hash(i, l, h), t)));
    i = i32x4.add(i, i32x4.splat(4));
  }
  if (n & 3) store(out, v128.andnot(k, i32x4.lt_s(hash(i, l, h), t)), n & 3);
}
