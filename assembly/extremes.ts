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
