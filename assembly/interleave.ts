/** out [n, 4] ← the bytes of three planes [3, n] and a zero. */
export function interleave(n: i32, out: usize, bytes: usize): void {
  const second = bytes + <usize>n;
  const third = second + <usize>n;
  let i: usize = 0;
  for (; i + 16 <= <usize>n; i += 16, out += 64) {
    const r = v128.load(bytes + i);
    const g = v128.load(second + i);
    const b = v128.load(third + i);
    const none = i32x4.splat(0);
    const rg = v128.shuffle<i8>(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const bx = v128.shuffle<i8>(b, none, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    v128.store(out, v128.shuffle<i16>(rg, bx, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(out, v128.shuffle<i16>(rg, bx, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    const rg2 = v128.shuffle<i8>(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const bx2 = v128.shuffle<i8>(b, none, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(out, v128.shuffle<i16>(rg2, bx2, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(out, v128.shuffle<i16>(rg2, bx2, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
  for (; i < <usize>n; i++, out += 4)
    store<u32>(out, <u32>load<u8>(bytes + i) | (<u32>load<u8>(second + i) << 8) | (<u32>load<u8>(third + i) << 16));
}
