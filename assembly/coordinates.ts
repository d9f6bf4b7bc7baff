import { keep, kept } from "./kept";

// Where a block of four output pixels of a row is read: x = a·column + sx, y = d·column + sy, kept in the window.
// Slots 0 … 7 hold what all blocks share.

/** 2²³: adding it to a float of 0 … 2²² leaves its nearest whole number (halves to the even one) in the low bits. */
const SHIFT: f32 = 8388608;

/** Keeps slopes and window for `acrossX`, `acrossY` and `integers`. */
// @ts-ignore: decorator
@inline
export function keepWindow(slopeX: f32, slopeY: f32, x0: f32, y0: f32, x1: f32, y1: f32): void {
  keep(0, f32x4.splat(slopeX));
  keep(1, f32x4.splat(x0));
  keep(2, f32x4.splat(x1));
  keep(3, f32x4.splat(slopeY));
  keep(4, f32x4.splat(y0));
  keep(5, f32x4.splat(y1));
  keep(6, f32x4.splat(SHIFT));
}

/** min(max(slopeX · column + start, x0), x1). */
// @ts-ignore: decorator
@inline
export function acrossX(column: v128, start: v128): v128 {
  return f32x4.pmin(kept(2), f32x4.pmax(kept(1), f32x4.add(f32x4.mul(column, kept(0)), start)));
}

/** min(max(slopeY · column + start, y0), y1). */
// @ts-ignore: decorator
@inline
export function acrossY(column: v128, start: v128): v128 {
  return f32x4.pmin(kept(5), f32x4.pmax(kept(4), f32x4.add(f32x4.mul(column, kept(3)), start)));
}

/** What `integers` needs, to be read once for several. */
// @ts-ignore: decorator
@inline
export function keptShift(): v128 {
  return kept(6);
}

/** Floats of 0 … 2²² as the nearest integers: one addition, where a saturating truncation takes five instructions. */
// @ts-ignore: decorator
@inline
export function integers(x: v128, shift: v128): v128 {
  return v128.xor(f32x4.add(x, shift), shift);
}

/** The displacement of reading i of n within an output pixel: evenly spaced about its middle. */
// @ts-ignore: decorator
@inline
export function displaced(i: i32, n: i32): f64 {
  return (<f64>i + 0.5) / <f64>n - 0.5;
}

// Two vectors interleaved, [p0 q0 p1 q1] and [p2 q2 p3 q3], and their halves, [p0 p1 q0 q1] and [p2 p3 q2 q3].
// @ts-ignore: decorator
@inline
export function lower(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 0, 4, 1, 5);
}
// @ts-ignore: decorator
@inline
export function upper(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 2, 6, 3, 7);
}
// @ts-ignore: decorator
@inline
export function lowerPairs(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 0, 1, 4, 5);
}
// @ts-ignore: decorator
@inline
export function upperPairs(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 2, 3, 6, 7);
}

/** The sums of four vectors, one per lane: (0 + 2) + (1 + 3) of each. */
// @ts-ignore: decorator
@inline
export function sums(p: v128, q: v128, r: v128, s: v128): v128 {
  const pq = f32x4.add(lower(p, q), upper(p, q));
  const rs = f32x4.add(lower(r, s), upper(r, s));
  return f32x4.add(lowerPairs(pq, rs), upperPairs(pq, rs));
}
