import { held } from "./kept";

// @ts-ignore: decorator
@inline
function four(words: v128, scale: v128, shift: v128, least: v128, most: v128): v128 {
  const y = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(words), scale), shift);
  return f32x4.pmin(most, f32x4.pmax(least, y));
}

/** out ← min(max(scale·byte + shift, least), most). */
export function scaleBytes(n: i32, out: usize, bytes: usize, scale: f32, shift: f32, least: f32, most: f32): void {
  const a = held(0, f32x4.splat(scale));
  const b = held(1, f32x4.splat(shift));
  const l = held(2, f32x4.splat(least));
  const m = held(3, f32x4.splat(most));
  for (; n >= 8; n -= 8, out += 32, bytes += 8) {
    const words = v128.load_ext<u8>(bytes);
    v128.store(out, four(i32x4.extend_low_i16x8_u(words), a, b, l, m));
    v128.store(out, four(i32x4.extend_high_i16x8_u(words), a, b, l, m), 16);
  }
  for (; n > 0; n--, out += 4, bytes++)
    v128.store_lane<f32>(out, four(i32x4.splat(<i32>load<u8>(bytes)), a, b, l, m), 0);
}
