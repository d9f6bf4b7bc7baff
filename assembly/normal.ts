import { hash } from "./hash";
import { load, store } from "./lanes";

// Box–Muller on blocks of eight: elements j and j + 4 share the radius of hash j and the angle of hash j + 4.

// @ts-ignore: decorator
@inline
function times(a: v128, b: f32): v128 {
  return f32x4.mul(a, f32x4.splat(b));
}

// @ts-ignore: decorator
@inline
function next(y: v128, x: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(y, x), f32x4.splat(c));
}

/** ln u for u in (0, 1], relative error about 1e-7: Cephes' logf polynomial on [√½, √2). */
// @ts-ignore: decorator
@inline
function ln(u: v128): v128 {
  const e = i32x4.shr_s(i32x4.sub(u, i32x4.splat(0x3f3504f3)), 23);
  const x = f32x4.sub(i32x4.sub(u, i32x4.shl(e, 23)), f32x4.splat(1));
  const exponent = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(x, x);
  let y = next(f32x4.splat(7.0376836292e-2), x, -1.151461031e-1);
  y = next(y, x, 1.167699874e-1);
  y = next(y, x, -1.2420140846e-1);
  y = next(y, x, 1.4249322787e-1);
  y = next(y, x, -1.6668057665e-1);
  y = next(y, x, 2.0000714765e-1);
  y = next(y, x, -2.4999993993e-1);
  y = next(y, x, 3.3333331174e-1);
  y = f32x4.mul(f32x4.mul(y, x), z);
  y = f32x4.sub(f32x4.add(y, times(exponent, -2.1219444e-4)), times(z, 0.5));
  return f32x4.add(f32x4.add(x, y), times(exponent, 0.693359375));
}

/** sin a for a = √z in [−π/4, π/4] (Cephes' sinf). */
// @ts-ignore: decorator
@inline
function sine(a: v128, z: v128): v128 {
  const y = next(next(f32x4.splat(-1.9515295891e-4), z, 8.3321608736e-3), z, -1.6666654611e-1);
  return f32x4.add(f32x4.mul(f32x4.mul(y, z), a), a);
}

/** cos √z for √z in [0, π/4] (Cephes' cosf). */
// @ts-ignore: decorator
@inline
function cosine(z: v128): v128 {
  const y = next(next(f32x4.splat(2.443315711809948e-5), z, -1.388731625493765e-3), z, 4.166664568298827e-2);
  return f32x4.add(f32x4.sub(f32x4.mul(f32x4.mul(y, z), z), times(z, 0.5)), f32x4.splat(1));
}

// @ts-ignore: decorator
@inline
function block(
  i: v128, out: usize, first: i32, second: i32, l: v128, h: v128, mean: v128, deviation: v128, added: bool,
): void {
  const k = i32x4.add(i32x4.shr_u(hash(i, l, h), 8), i32x4.splat(1));
  const u = times(f32x4.convert_i32x4_s(k), f32.EPSILON * 0.5);
  const radius = f32x4.mul(f32x4.sqrt(times(ln(u), -2)), deviation);
  // 24 bits are an angle in [−π/4, π/4); three more choose one of eight reflections of that arc, which cover the circle.
  const bits = hash(i32x4.add(i, i32x4.splat(4)), l, h);
  const a = times(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 8)), 9.362675e-8);
  const z = f32x4.mul(a, a);
  const s = sine(a, z);
  const c = cosine(z);
  const swap = i32x4.shr_s(i32x4.shl(bits, 31), 31);
  const minus = i32x4.splat(0x80000000);
  const x = v128.xor(v128.bitselect(s, c, swap), v128.and(i32x4.shl(bits, 30), minus));
  const y = v128.xor(v128.bitselect(c, s, swap), v128.and(i32x4.shl(bits, 29), minus));
  store(out, f32x4.add(added ? load(out, first) : mean, f32x4.mul(radius, x)), first);
  if (second > 0) store(out + 16, f32x4.add(added ? load(out + 16, second) : mean, f32x4.mul(radius, y)), second);
}

// @ts-ignore: decorator
@inline
function draw(n: i32, out: usize, low: i32, high: i32, mean: f32, deviation: f32, added: bool): void {
  const l = i32x4.splat(low);
  const h = i32x4.splat(high);
  const m = f32x4.splat(mean);
  const d = f32x4.splat(deviation);
  let i = i32x4(0, 1, 2, 3);
  for (; n >= 8; n -= 8, out += 32) {
    block(i, out, 4, 4, l, h, m, d, added);
    i = i32x4.add(i, i32x4.splat(8));
  }
  if (n > 0) block(i, out, min(n, 4), n - 4, l, h, m, d, added);
}

/** out ← mean + deviation·z, z the standard normal of (key, i). */
export function normal(n: i32, out: usize, low: i32, high: i32, mean: f32, deviation: f32): void {
  draw(n, out, low, high, mean, deviation, false);
}

/** out ← out + deviation·z. */
export function addNormal(n: i32, out: usize, low: i32, high: i32, deviation: f32): void {
  draw(n, out, low, high, 0, deviation, true);
}
