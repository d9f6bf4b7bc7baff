/** out ← 255 − byte where byte ≥ threshold, else byte; a threshold of 256 leaves all. */
export function solarizeBytes(n: i32, out: usize, bytes: usize, threshold: i32): void {
  const most = i8x16.splat(<i8>min(threshold - 1, 255));
  const none = i8x16.splat(<i8>(threshold == 0 ? -1 : 0));
  for (; n >= 16; n -= 16, out += 16, bytes += 16) {
    const x = v128.load(bytes);
    const bright = v128.or(i8x16.gt_u(x, most), none);
    v128.store(out, v128.xor(x, bright));
  }
  for (; n > 0; n--, out++, bytes++) {
    const x = <i32>load<u8>(bytes);
    store<u8>(out, x >= threshold ? 255 - x : x);
  }
}
