/** Σ of n bytes, exact. */
export function sumBytes(n: i32, x: usize): f64 {
  let total: u64 = 0;
  while (n >= 16) {
    // 2¹⁶ vectors of at most 4 · 255 per lane fit a lane.
    const block = min(n >> 4, 65536);
    let sum = i32x4.splat(0);
    for (let i = 0; i < block; i++, x += 16)
      sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(x))));
    total += <u64>i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1);
    total += <u64>i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    n -= block << 4;
  }
  for (; n > 0; n--, x++) total += load<u8>(x);
  return <f64>total;
}
