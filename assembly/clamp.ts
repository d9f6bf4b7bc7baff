import { load, store, whole } from "./lanes";

/** x ← min(max(x, least), most); NaN stays. */
export function clamp(n: i32, x: usize, least: f32, most: f32): void {
  const l = f32x4.splat(least);
  const m = f32x4.splat(most);
  const end = x + whole(n);
  for (; x < end; x += 16) v128.store(x, f32x4.min(f32x4.max(v128.load(x), l), m));
  if (n & 3) store(x, f32x4.min(f32x4.max(load(x, n & 3), l), m), n & 3);
}
