// Every kernel is one inlined step over 1–4 floats: the loop calls it with 4, the tail with what is left, so each
// formula is written once and a tail computes exactly what the loop would. Addresses need no alignment.

/** The `lanes` (1–4) floats at `p`; the other lanes are zero. */
// @ts-ignore: decorator
@inline
export function load(p: usize, lanes: i32): v128 {
  if (lanes == 4) return v128.load(p);
  if (lanes == 1) return v128.load_zero<f32>(p);
  const two = v128.load_zero<f64>(p);
  return lanes == 2 ? two : v128.load_lane<f32>(p, two, 2, 8);
}

/** Writes the first `lanes` (1–4) floats of `x` to `p`. */
// @ts-ignore: decorator
@inline
export function store(p: usize, x: v128, lanes: i32): void {
  if (lanes == 4) {
    v128.store(p, x);
  } else if (lanes == 1) {
    v128.store_lane<f32>(p, x, 0);
  } else {
    v128.store_lane<f64>(p, x, 0);
    if (lanes == 3) v128.store_lane<f32>(p, x, 2, 8);
  }
}

/** Bytes of the whole vectors in `n` floats: where the tail begins. */
// @ts-ignore: decorator
@inline
export function whole(n: i32): usize {
  return (<usize>n << 2) & ~15;
}

/**
 * x, or +0 where |x| < tiny; NaN stays. With tiny = 2⁻¹²⁶ a slot whose gradient died does not stay a denormal for ever,
 * each of which would cost some hundred cycles per step.
 */
// @ts-ignore: decorator
@inline
export function flush(x: v128, tiny: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), tiny));
}

/** sign(x)·max(|x| − t, 0) for t ≥ 0, and exactly +0 where |x| ≤ t: the proximal step of t·|x|. */
// @ts-ignore: decorator
@inline
export function shrink(x: v128, t: v128): v128 {
  return f32x4.sub(x, f32x4.pmax(f32x4.pmin(x, t), f32x4.neg(t)));
}
