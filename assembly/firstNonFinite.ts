// @ts-ignore: decorator
@inline
function odd(x: v128): v128 {
  // x − x is 0 for a finite x and NaN otherwise.
  return f32x4.sub(x, x);
}

/** Index of the first NaN or ±Infinity, −1 when every float is finite. */
export function firstNonFinite(n: i32, p: usize): i32 {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const at = p + (<usize>i << 2);
    const a = v128.or(odd(v128.load(at)), odd(v128.load(at, 16)));
    const b = v128.or(odd(v128.load(at, 32)), odd(v128.load(at, 48)));
    if (v128.any_true(f32x4.ne(v128.or(a, b), zero))) break;
  }
  for (; i < n; i++) {
    const x = load<f32>(p + (<usize>i << 2));
    if (x - x != 0) return i;
  }
  return -1;
}
