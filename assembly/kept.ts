// V8 makes a splat, or a number's conversion, anew in every round of a loop, wherever it is written; a load stays where it
// is. Vectors that a loop needs are therefore kept in memory: half the time of a bilinear warp.

const SLOTS = memory.data(512, 16);

/** Keeps a vector in slot k of 32, for `kept`. Slots belong to the kernel that runs. */
// @ts-ignore: decorator
@inline
export function keep(k: usize, x: v128): void {
  v128.store(SLOTS + (k << 4), x);
}

// @ts-ignore: decorator
@inline
export function kept(k: usize): v128 {
  return v128.load(SLOTS + (k << 4));
}

/** A vector as a load gives it: it is not made anew in a loop. */
// @ts-ignore: decorator
@inline
export function held(k: usize, x: v128): v128 {
  keep(k, x);
  return kept(k);
}
