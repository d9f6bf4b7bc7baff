import { hash } from "./hash";
import { store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function draw(i: v128, l: v128, h: v128, from: v128, span: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(hash(i, l, h), 8)), span));
}

/** out ← from + step·k, k the upper 24 bits of the hash of (key, i). */
export function uniform(n: i32, out: usize, low: i32, high: i32, from: f32, step: f32): void {
  const l = i32x4.splat(low);
  const h = i32x4.splat(high);
  const a = f32x4.splat(from);
  const s = f32x4.splat(step);
  const end = out + whole(n);
  let i = i32x4(0, 1, 2, 3);
  for (; out < end; out += 16) {
    v128.store(out, draw(i, l, h, a, s));
    i = i32x4.add(i, i32x4.splat(4));
  }
  if (n & 3) store(out, draw(i, l, h, a, s), n & 3);
}
