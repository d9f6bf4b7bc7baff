import { load, whole } from "./lanes";

/** How many floats are ±0. */
export function countZeros(n: i32, p: usize): i32 {
  const zero = f32x4.splat(0);
  const end = p + whole(n);
  const rest = n & 3;
  let counts = i32x4.splat(0);
  for (; p < end; p += 16) counts = i32x4.sub(counts, f32x4.eq(v128.load(p), zero));
  if (rest) {
    // The unused lanes of a tail are zeros too.
    counts = i32x4.sub(counts, f32x4.eq(load(p, rest), zero));
    counts = i32x4.add(counts, i32x4(rest - 4, 0, 0, 0));
  }
  return (
    i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3)
  );
}
