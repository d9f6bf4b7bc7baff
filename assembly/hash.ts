/** The bijection of 32-bit words with the least known bias for two multiplications (C. Wellons' hash prospector). */
// @ts-ignore: decorator
@inline
function mix(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0xd35a2d97));
  return v128.xor(x, i32x4.shr_u(x, 15));
}

/** 32 random bits per lane from a counter and a key: mix(mix(counter + low) ⊕ high). No state: any element, any order. */
// @ts-ignore: decorator
@inline
export function hash(counter: v128, low: v128, high: v128): v128 {
  return mix(v128.xor(mix(i32x4.add(counter, low)), high));
}
