import { flush, load, shrink, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(
  p: usize, g: usize, b: usize, lanes: i32, scale: v128, l2: v128, decay: v128,
  old: v128, fresh: v128, byVelocity: v128, byGradient: v128, l1: v128, plain: bool,
): void {
  const w = load(p, lanes);
  const d = f32x4.add(f32x4.mul(load(g, lanes), scale), f32x4.mul(w, l2));
  const v = flush(f32x4.add(f32x4.mul(load(b, lanes), old), f32x4.mul(d, fresh)), f32x4.splat(f32.MIN_NORMAL_VALUE));
  store(b, v, lanes);
  const moved = f32x4.add(f32x4.mul(v, byVelocity), f32x4.mul(d, byGradient));
  const next = f32x4.sub(w, f32x4.add(f32x4.mul(w, decay), moved));
  store(p, plain ? next : shrink(next, l1), lanes);
}

/** d = scale·g + l2·p; b ← old·b + fresh·d; p ← shrink(p − (decay·p + byVelocity·b + byGradient·d), l1). */
export function momentum(
  n: i32, p: usize, g: usize, b: usize, scale: f32, l2: f32, decay: f32,
  old: f32, fresh: f32, byVelocity: f32, byGradient: f32, l1: f32,
): void {
  const s = f32x4.splat(scale);
  const a = f32x4.splat(l2);
  const k = f32x4.splat(decay);
  const m = f32x4.splat(old);
  const f = f32x4.splat(fresh);
  const x = f32x4.splat(byVelocity);
  const y = f32x4.splat(byGradient);
  const t = f32x4.splat(l1);
  const end = whole(n);
  // Shrinking costs a sixth of the step, so the common one does without.
  if (l1 == 0) {
    for (let o: usize = 0; o < end; o += 16) step(p + o, g + o, b + o, 4, s, a, k, m, f, x, y, t, true);
  } else {
    for (let o: usize = 0; o < end; o += 16) step(p + o, g + o, b + o, 4, s, a, k, m, f, x, y, t, false);
  }
  if (n & 3) step(p + end, g + end, b + end, n & 3, s, a, k, m, f, x, y, t, l1 == 0);
}
