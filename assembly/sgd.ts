import { load, shrink, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(p: usize, g: usize, lanes: i32, scale: v128, l2: v128, decay: v128, rate: v128, l1: v128): void {
  const w = load(p, lanes);
  const d = f32x4.add(f32x4.mul(load(g, lanes), scale), f32x4.mul(w, l2));
  store(p, shrink(f32x4.sub(w, f32x4.add(f32x4.mul(w, decay), f32x4.mul(rate, d))), l1), lanes);
}

/** p ← shrink(p − (decay·p + rate·(scale·g + l2·p)), l1). */
export function sgd(n: i32, p: usize, g: usize, scale: f32, l2: f32, decay: f32, rate: f32, l1: f32): void {
  const s = f32x4.splat(scale);
  const a = f32x4.splat(l2);
  const k = f32x4.splat(decay);
  const r = f32x4.splat(rate);
  const t = f32x4.splat(l1);
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(p + o, g + o, 4, s, a, k, r, t);
  if (n & 3) step(p + end, g + end, n & 3, s, a, k, r, t);
}
