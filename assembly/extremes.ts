// The four lanes are reduced at the end; the tail is read one by one.

/** The least of n floats; ∞ of none. */
export function least(n: i32, x: usize): f32 {
  let all = f32x4.splat(f32.POSITIVE_INFINITY);
  for (; n >= 4; n -= 4, x += 16) all = f32x4.pmin(all, v128.load(x));
  for (; n > 0; n--, x += 4) all = f32x4.pmin(all, v128.load_splat<u32>(x));
  return min<f32>(
    min<f32>(f32x4.extract_lane(all, 0), f32x4.extract_lane(all, 1)),
    min<f32>(f32x4.extract_lane(all, 2), f32x4.extract_lane(all, 3)),
  );
}

/** The greatest of n floats; −∞ of none. */
export function most(n: i32, x: usize): f32 {
  let all = f32x4.splat(f32.NEGATIVE_INFINITY);
  for (; n >= 4; n -= 4, x += 16) all = f32x4.pmax(all, v128.load(x));
  for (; n > 0; n--, x += 4) all = f32x4.pmax(all, v128.load_splat<u32>(x));
  return max<f32>(
    max<f32>(f32x4.extract_lane(all, 0), f32x4.extract_lane(all, 1)),
    max<f32>(f32x4.extract_lane(all, 2), f32x4.extract_lane(all, 3)),
  );
}

/** The least of n bytes; 255 of none. */
export function leastByte(n: i32, x: usize): i32 {
  let all = i8x16.splat(-1);
  for (; n >= 16; n -= 16, x += 16) all = i8x16.min_u(all, v128.load(x));
  for (; n > 0; n--, x++) all = i8x16.min_u(all, v128.load_splat<u8>(x));
  for (let shift = 8; shift < 64; shift <<= 1) all = i8x16.min_u(all, i64x2.shr_u(all, shift));
  const low = <i32>(i64x2.extract_lane(all, 0) & 255);
  return min(low, <i32>(i64x2.extract_lane(all, 1) & 255));
}

/** The greatest of n bytes; 0 of none. */
export function mostByte(n: i32, x: usize): i32 {
  let all = i8x16.splat(0);
  for (; n >= 16; n -= 16, x += 16) all = i8x16.max_u(all, v128.load(x));
  for (; n > 0; n--, x++) all = i8x16.max_u(all, v128.load_splat<u8>(x));
  for (let shift = 8; shift < 64; shift <<= 1) all = i8x16.max_u(all, i64x2.shr_u(all, shift));
  const low = <i32>(i64x2.extract_lane(all, 0) & 255);
  return max(low, <i32>(i64x2.extract_lane(all, 1) & 255));
}
