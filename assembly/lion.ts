import { flush, load, shrink, store, whole } from "./lanes";

/** rate·sign(x): exactly +0 where x = ±0, NaN where x is NaN. */
// @ts-ignore: decorator
@inline
function signed(x: v128, rate: v128): v128 {
  const sized = v128.or(v128.and(x, i32x4.splat(0x80000000)), rate);
  return v128.bitselect(x, v128.andnot(sized, f32x4.eq(x, f32x4.splat(0))), f32x4.ne(x, x));
}

// @ts-ignore: decorator
@inline
function step(
  p: usize, g: usize, m: usize, lanes: i32, scale: v128, l2: v128, decay: v128,
  fresh: v128, fresh2: v128, rate: v128, l1: v128,
): void {
  const w = load(p, lanes);
  const d = f32x4.add(f32x4.mul(load(g, lanes), scale), f32x4.mul(w, l2));
  const x = load(m, lanes);
  const away = f32x4.sub(d, x);
  const moved = signed(f32x4.add(x, f32x4.mul(away, fresh)), rate);
  store(m, flush(f32x4.add(x, f32x4.mul(away, fresh2)), f32x4.splat(f32.MIN_NORMAL_VALUE)), lanes);
  store(p, shrink(f32x4.sub(w, f32x4.add(f32x4.mul(w, decay), moved)), l1), lanes);
}

/** d = scale·g + l2·p; p ← shrink(p − (decay·p + rate·sign(m + fresh·(d − m))), l1); m ← m + fresh2·(d − m). rate ≥ 0. */
export function lion(
  n: i32, p: usize, g: usize, m: usize, scale: f32, l2: f32, decay: f32, fresh: f32, fresh2: f32, rate: f32, l1: f32,
): void {
  const s = f32x4.splat(scale);
  const a = f32x4.splat(l2);
  const k = f32x4.splat(decay);
  const f = f32x4.splat(fresh);
  const h = f32x4.splat(fresh2);
  const r = f32x4.splat(rate);
  const t = f32x4.splat(l1);
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(p + o, g + o, m + o, 4, s, a, k, f, h, r, t);
  if (n & 3) step(p + end, g + end, m + end, n & 3, s, a, k, f, h, r, t);
}
