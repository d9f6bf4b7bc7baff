import { held } from "./kept";

const MOST: f32 = Infinity;

/** found ← how many of x are NaN, how many others are no whole numbers, the least and the most of them (∞ and −∞ of none). */
export function surveyNumbers(n: i32, found: usize, x: usize): void {
  const inf = held(0, f32x4.splat(MOST));
  let missing = i32x4.splat(0);
  let fractions = i32x4.splat(0);
  let least = inf;
  let most = f32x4.neg(inf);
  for (; n >= 4; n -= 4, x += 16) {
    const values = v128.load(x);
    const absent = f32x4.ne(values, values);
    missing = i32x4.sub(missing, absent);
    // NaN differs from everything.
    fractions = i32x4.sub(fractions, f32x4.ne(f32x4.floor(values), values));
    // The accumulator stays where the comparison is false.
    least = f32x4.pmin(least, values);
    most = f32x4.pmax(most, values);
  }
  let absent = addUp(missing);
  let broken = addUp(fractions);
  // The other half, then the other neighbour.
  least = f32x4.pmin(least, v128.shuffle<i32>(least, least, 2, 3, 0, 1));
  most = f32x4.pmax(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  let low = min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1));
  let high = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  for (; n > 0; n--, x += 4) {
    const value = load<f32>(x);
    absent += i32(value != value);
    broken += i32(floor(value) != value);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  store<f32>(found, <f32>absent);
  store<f32>(found, <f32>(broken - absent), 4);
  store<f32>(found, low, 8);
  store<f32>(found, high, 12);
}

// @ts-ignore: decorator
@inline
function addUp(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) +
    i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3)
  );
}
