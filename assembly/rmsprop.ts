import { flush, load, shrink, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(
  p: usize, g: usize, v: usize, a: usize, b: usize, lanes: i32, scale: v128, l2: v128, decay: v128, old: v128, fresh: v128,
  start: v128, epsilon: v128, rate: v128, momentum: v128, l1: v128, tiny: v128, centered: bool, heavy: bool, plain: bool,
): void {
  const w = load(p, lanes);
  const d = f32x4.add(f32x4.mul(load(g, lanes), scale), f32x4.mul(w, l2));
  let y = f32x4.add(f32x4.mul(load(v, lanes), old), f32x4.mul(f32x4.mul(d, fresh), d));
  if (!plain) y = flush(y, tiny);
  store(v, y, lanes);
  let spread = f32x4.add(y, start);
  if (centered) {
    const x = load(a, lanes);
    const mean = flush(f32x4.add(x, f32x4.mul(f32x4.sub(d, x), fresh)), tiny);
    store(a, mean, lanes);
    // Rounding may put the square of the mean above the mean of the squares.
    spread = f32x4.max(f32x4.sub(y, f32x4.mul(mean, mean)), f32x4.splat(0));
  }
  const root = f32x4.add(f32x4.sqrt(spread), epsilon);
  let moved = f32x4.div(f32x4.mul(d, rate), root);
  if (heavy) {
    const u = flush(f32x4.add(f32x4.mul(load(b, lanes), momentum), f32x4.div(d, root)), tiny);
    store(b, u, lanes);
    moved = f32x4.mul(u, rate);
  }
  const next = f32x4.sub(w, f32x4.add(f32x4.mul(w, decay), moved));
  store(p, plain ? next : shrink(next, f32x4.div(l1, root)), lanes);
}

/**
 * d = scale·g + l2·p; v ← old·v + fresh·d²; r = √(v + start) + epsilon, or, centered, with a ← a + fresh·(d − a),
 * √max(v − a², 0) + epsilon; u = d / r, or, with momentum, u = b ← momentum·b + d / r;
 * p ← shrink(p − (decay·p + rate·u), l1 / r). v, a and b below `tiny` become 0. `a` and `b` are read only when in use.
 */
export function rmsprop(
  n: i32, p: usize, g: usize, v: usize, a: usize, b: usize, scale: f32, l2: f32, decay: f32, old: f32, fresh: f32,
  start: f32, epsilon: f32, rate: f32, momentum: f32, l1: f32, tiny: f32, centered: i32,
): void {
  const s = f32x4.splat(scale);
  const k = f32x4.splat(l2);
  const c = f32x4.splat(decay);
  const x = f32x4.splat(old);
  const y = f32x4.splat(fresh);
  const h = f32x4.splat(start);
  const e = f32x4.splat(epsilon);
  const r = f32x4.splat(rate);
  const m = f32x4.splat(momentum);
  const t = f32x4.splat(l1);
  const z = f32x4.splat(tiny);
  const end = whole(n);
  const center = centered != 0;
  const heavy = momentum != 0;
  const plain = l1 == 0 && tiny == 0;
  for (let o: usize = 0; o < end; o += 16)
    step(p + o, g + o, v + o, a + o, b + o, 4, s, k, c, x, y, h, e, r, m, t, z, center, heavy, plain);
  if (n & 3)
    step(p + end, g + end, v + end, a + end, b + end, n & 3, s, k, c, x, y, h, e, r, m, t, z, center, heavy, plain);
}
