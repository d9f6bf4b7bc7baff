import { flush, load, shrink, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function step(
  p: usize, g: usize, m: usize, v: usize, lanes: i32, scale: v128, l2: v128, decay: v128, fresh: v128, old2: v128,
  fresh2: v128, byMoment: v128, byGradient: v128, epsilon: v128, l1: v128, tiny: v128, plain: bool,
): void {
  const w = load(p, lanes);
  const d = f32x4.add(f32x4.mul(load(g, lanes), scale), f32x4.mul(w, l2));
  let x = load(m, lanes);
  x = f32x4.add(x, f32x4.mul(f32x4.sub(d, x), fresh));
  let y = f32x4.add(f32x4.mul(load(v, lanes), old2), f32x4.mul(f32x4.mul(d, fresh2), d));
  if (!plain) {
    x = flush(x, tiny);
    y = flush(y, tiny);
  }
  store(m, x, lanes);
  store(v, y, lanes);
  const root = f32x4.add(f32x4.sqrt(y), epsilon);
  const moved = f32x4.div(f32x4.add(f32x4.mul(x, byMoment), f32x4.mul(d, byGradient)), root);
  const next = f32x4.sub(w, f32x4.add(f32x4.mul(w, decay), moved));
  store(p, plain ? next : shrink(next, f32x4.div(l1, root)), lanes);
}

/**
 * d = scale·g + l2·p; m ← m + fresh·(d − m); v ← old2·v + fresh2·d²; r = √v + epsilon;
 * p ← shrink(p − (decay·p + (byMoment·m + byGradient·d) / r), l1 / r); m and v below `tiny` become 0.
 */
export function nadam(
  n: i32, p: usize, g: usize, m: usize, v: usize, scale: f32, l2: f32, decay: f32, fresh: f32, old2: f32,
  fresh2: f32, byMoment: f32, byGradient: f32, epsilon: f32, l1: f32, tiny: f32,
): void {
  const s = f32x4.splat(scale);
  const a = f32x4.splat(l2);
  const k = f32x4.splat(decay);
  const f = f32x4.splat(fresh);
  const x = f32x4.splat(old2);
  const y = f32x4.splat(fresh2);
  const b = f32x4.splat(byMoment);
  const c = f32x4.splat(byGradient);
  const e = f32x4.splat(epsilon);
  const t = f32x4.splat(l1);
  const z = f32x4.splat(tiny);
  const end = whole(n);
  const plain = l1 == 0 && tiny == 0;
  for (let o: usize = 0; o < end; o += 16) {
    if (plain) step(p + o, g + o, m + o, v + o, 4, s, a, k, f, x, y, b, c, e, t, z, true);
    else step(p + o, g + o, m + o, v + o, 4, s, a, k, f, x, y, b, c, e, t, z, false);
  }
  if (n & 3) step(p + end, g + end, m + end, v + end, n & 3, s, a, k, f, x, y, b, c, e, t, z, plain);
}
