// @ts-ignore: decorator
@inline
function fill(n: i32, to: usize, value: i32): void {
  const all = i8x16.splat(<i8>value);
  for (; n >= 16; n -= 16, to += 16) v128.store(to, all);
  for (; n > 0; n--, to++) store<u8>(to, value);
}

/** out [channels, height, width] ← value outside of rows y0 … y1 − 1 and columns x0 … x1 − 1. */
export function fillBytes(
  channels: i32, height: i32, width: i32, out: usize, y0: i32, x0: i32, y1: i32, x1: i32, value: i32,
): void {
  for (let channel = 0; channel < channels; channel++)
    for (let row = 0; row < height; row++, out += width) {
      const inside = row >= y0 && row < y1;
      fill(inside ? x0 : width, out, value);
      if (inside) fill(width - x1, out + x1, value);
    }
}
