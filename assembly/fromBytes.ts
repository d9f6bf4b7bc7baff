/** 1/255 in two parts: a byte times the first is exact, so that the sum is byte/255 as rounded once. */
const COARSE: f32 = 0.0039215087890625;
const FINE: f32 = 5.983838848039216e-08;

// @ts-ignore: decorator
@inline
function four(words: v128): v128 {
  const x = f32x4.convert_i32x4_u(words);
  return f32x4.add(f32x4.mul(x, f32x4.splat(COARSE)), f32x4.mul(x, f32x4.splat(FINE)));
}

/** out ← byte / 255. */
export function fromBytes(n: i32, out: usize, bytes: usize): void {
  for (; n >= 16; n -= 16, out += 64, bytes += 16) {
    const all = v128.load(bytes);
    const low = i16x8.extend_low_i8x16_u(all);
    const high = i16x8.extend_high_i8x16_u(all);
    v128.store(out, four(i32x4.extend_low_i16x8_u(low)));
    v128.store(out, four(i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(out, four(i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(out, four(i32x4.extend_high_i16x8_u(high)), 48);
  }
  for (; n > 0; n--, out += 4, bytes++) store<f32>(out, <f32>load<u8>(bytes) / 255);
}
