/** Eight bytes of two rows, weighed: the first four columns, and the others. */
// @ts-ignore: decorator
@inline
function low(first: v128, second: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 0, 8, 1, 9, 2, 10, 3, 11), weights);
}
// @ts-ignore: decorator
@inline
function high(first: v128, second: v128, weights: v128): v128 {
  return i32x4.dot_i16x8_s(v128.shuffle<i16>(first, second, 4, 12, 5, 13, 6, 14, 7, 15), weights);
}

/** Sums of eight columns, in units of 2⁻⁶, as words. */
// @ts-ignore: decorator
@inline
function words(left: v128, right: v128): v128 {
  const half = i32x4.splat(128);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(left, half), 8), i32x4.shr_s(i32x4.add(right, half), 8));
}

/** Sixteen columns of a row. */
// @ts-ignore: decorator
@inline
function sixteen(out: usize, x: usize, stride: usize, weights: usize, bytes: usize): void {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 4, x += stride << 1) {
    const both = v128.load_splat<u32>(weights + k);
    const upper = v128.load_ext<u8>(x);
    const lower = v128.load_ext<u8>(x + stride);
    const upper2 = v128.load_ext<u8>(x, 8);
    const lower2 = v128.load_ext<u8>(x + stride, 8);
    a = i32x4.add(a, low(upper, lower, both));
    b = i32x4.add(b, high(upper, lower, both));
    c = i32x4.add(c, low(upper2, lower2, both));
    d = i32x4.add(d, high(upper2, lower2, both));
  }
  v128.store(out, words(a, b));
  v128.store(out, words(c, d), 16);
}

/** The first `lanes` (1–8) columns of eight. */
// @ts-ignore: decorator
@inline
function eight(out: usize, x: usize, stride: usize, weights: usize, bytes: usize, lanes: i32): void {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 4, x += stride << 1) {
    const both = v128.load_splat<u32>(weights + k);
    const upper = v128.load_ext<u8>(x);
    const lower = v128.load_ext<u8>(x + stride);
    a = i32x4.add(a, low(upper, lower, both));
    b = i32x4.add(b, high(upper, lower, both));
  }
  let sums = words(a, b);
  if (lanes == 8) {
    v128.store(out, sums);
    return;
  }
  for (; lanes > 0; lanes--, out += 2) {
    v128.store_lane<u16>(out, sums, 0);
    sums = i8x16.shuffle(sums, sums, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1);
  }
}

/**
 * out [planes, rows, width] of 16 bits: row r ← Σₖ weights[r, k] · row starts[r] + k of the bytes x [planes, xHeight, xWidth], from
 * column `first` on, in units of 2⁻⁶; weights [rows, 2 · pairs] of 16 bits, whole numbers of 2⁻¹⁴ that sum to at most one. Up to
 * seven bytes behind the last are read.
 */
export function blendByteRows(
  planes: i32, rows: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize, first: i32,
  pairs: i32, starts: usize, weights: usize,
): void {
  const bytes = <usize>pairs << 2;
  for (let plane = 0; plane < planes; plane++, x += <usize>xHeight * <usize>xWidth) {
    for (let row = 0; row < rows; row++) {
      const w = weights + <usize>row * bytes;
      let from = x + <usize>load<i32>(starts + (<usize>row << 2)) * <usize>xWidth + <usize>first;
      let n = width;
      for (; n >= 16; n -= 16, from += 16, out += 32) sixteen(out, from, xWidth, w, bytes);
      for (; n > 0; n -= 8, from += 8) {
        const lanes = min(n, 8);
        eight(out, from, xWidth, w, bytes, lanes);
        out += <usize>lanes << 1;
      }
    }
  }
}
