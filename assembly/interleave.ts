/** Sixteen bytes of two rows, beside each other: the first eight, and the others. */
// @ts-ignore: decorator
@inline
function low(p: v128, q: v128): v128 {
  return v128.shuffle<i8>(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
// @ts-ignore: decorator
@inline
function high(p: v128, q: v128): v128 {
  return v128.shuffle<i8>(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Eight pixels of which the pairs (here, below) of each channel are given. */
// @ts-ignore: decorator
@inline
function eight(out: usize, r: v128, g: v128, b: v128): void {
  const none = i32x4.splat(0);
  const rg = v128.shuffle<i16>(r, g, 0, 8, 1, 9, 2, 10, 3, 11);
  const bx = v128.shuffle<i16>(b, none, 0, 8, 1, 9, 2, 10, 3, 11);
  v128.store(out, v128.shuffle<i32>(rg, bx, 0, 4, 1, 5));
  v128.store(out, v128.shuffle<i32>(rg, bx, 2, 6, 3, 7), 16);
  const rg2 = v128.shuffle<i16>(r, g, 4, 12, 5, 13, 6, 14, 7, 15);
  const bx2 = v128.shuffle<i16>(b, none, 4, 12, 5, 13, 6, 14, 7, 15);
  v128.store(out, v128.shuffle<i32>(rg2, bx2, 0, 4, 1, 5), 32);
  v128.store(out, v128.shuffle<i32>(rg2, bx2, 2, 6, 3, 7), 48);
}

/**
 * out [height, width, 8] ← r, r below, g, g below, b, b below, 0, 0 of the bytes [3, height, width]; below the last row is that
 * row again.
 */
export function interleave(height: i32, width: i32, out: usize, bytes: usize): void {
  const plane = <usize>height * <usize>width;
  for (let row = 0; row < height; row++) {
    const below: usize = row == height - 1 ? 0 : width;
    let n = width;
    for (; n >= 16; n -= 16, bytes += 16, out += 128) {
      const r = v128.load(bytes);
      const g = v128.load(bytes + plane);
      const b = v128.load(bytes + 2 * plane);
      const r2 = v128.load(bytes + below);
      const g2 = v128.load(bytes + plane + below);
      const b2 = v128.load(bytes + 2 * plane + below);
      eight(out, low(r, r2), low(g, g2), low(b, b2));
      eight(out + 64, high(r, r2), high(g, g2), high(b, b2));
    }
    for (; n > 0; n--, bytes++, out += 8) {
      let word: u64 = 0;
      for (let k: usize = 0; k < 3; k++) {
        const p = bytes + k * plane;
        word |= (<u64>load<u8>(p) | (<u64>load<u8>(p + below) << 8)) << (k << 4);
      }
      store<u64>(out, word);
    }
  }
}
