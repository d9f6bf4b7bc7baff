import { held } from "./kept";

const PRIME: i32 = 0x85ebca6b;
const NEGATIVE_ZERO: i32 = 0x80000000;
const NAN: i32 = 0x7fc00000;

/** Each hash takes a cell in. Floats that are equal are so whatever their bits: −0 is 0, and NaN are one. */
export function hashCells(n: i32, hashes: usize, cells: usize, areFloats: i32): void {
  const prime = held(0, i32x4.splat(PRIME));
  const nan = held(1, i32x4.splat(NAN));
  const negativeZero = held(2, i32x4.splat(NEGATIVE_ZERO));
  for (; n > 0; n -= 4, hashes += 16, cells += 16) {
    let bits = v128.load(cells);
    if (areFloats) {
      bits = v128.andnot(bits, i32x4.eq(bits, negativeZero));
      bits = v128.bitselect(nan, bits, f32x4.ne(bits, bits));
    }
    const mixed = i32x4.mul(v128.xor(v128.load(hashes), bits), prime);
    v128.store(hashes, v128.xor(mixed, i32x4.shr_u(mixed, 15)));
  }
}
