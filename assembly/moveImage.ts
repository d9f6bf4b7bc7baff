/** The index that is read at `i`: the nearest of low … high, or mirrored at them without repeating them. */
// @ts-ignore: decorator
@inline
function edge(i: i32, low: i32, high: i32, mirrored: bool): i32 {
  if (!mirrored || low == high) return min(max(i, low), high);
  const near = i < low ? 2 * low - i : i > high ? 2 * high - i : i;
  if (near >= low && near <= high) return near;
  const period = 2 * (high - low);
  let at = (i - low) % period;
  if (at < 0) at += period;
  return low + min(at, period - at);
}

// @ts-ignore: decorator
@inline
function copy(bytes: usize, to: usize, from: usize): void {
  const end = bytes & ~15;
  let o: usize = 0;
  for (; o + 64 <= end; o += 64) {
    v128.store(to + o, v128.load(from + o));
    v128.store(to + o, v128.load(from + o, 16), 16);
    v128.store(to + o, v128.load(from + o, 32), 32);
    v128.store(to + o, v128.load(from + o, 48), 48);
  }
  for (; o < end; o += 16) v128.store(to + o, v128.load(from + o));
  for (let o = end; o < bytes; o++) store<u8>(to + o, load<u8>(from + o));
}

/** `from` is the last entry that is read: they come out backwards. */
// @ts-ignore: decorator
@inline
function copyBackwards<T>(n: i32, to: usize, from: usize): void {
  const lanes = 16 / <i32>sizeof<T>();
  for (; n >= lanes; n -= lanes, to += 16, from -= 16) {
    const x = v128.load(from + sizeof<T>() - 16);
    if (sizeof<T>() == 4) v128.store(to, v128.shuffle<i32>(x, x, 3, 2, 1, 0));
    else v128.store(to, v128.shuffle<i8>(x, x, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
  for (; n > 0; n--, to += sizeof<T>(), from -= sizeof<T>()) store<T>(to, load<T>(from));
}

// @ts-ignore: decorator
@inline
function move<T>(
  channels: i32, height: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize,
  top: i32, left: i32, down: i32, right: i32, y0: i32, x0: i32, y1: i32, x1: i32, mirrored: bool,
): void {
  const first = right > 0 ? x0 - left : left - x1;
  const last = right > 0 ? x1 - left : left - x0;
  const from = min(max(first, 0), width);
  const to = min(max(last + 1, from), width);
  const begin = left + right * from;
  const size = sizeof<T>();
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++, out += <usize>width * size) {
      const y = edge(top + down * row, y0, y1, mirrored);
      const line = x + <usize>(channel * xHeight + y) * <usize>xWidth * size;
      for (let i = 0; i < from; i++)
        store<T>(out + <usize>i * size, load<T>(line + <usize>edge(left + right * i, x0, x1, mirrored) * size));
      if (right > 0) copy(<usize>(to - from) * size, out + <usize>from * size, line + <usize>begin * size);
      else copyBackwards<T>(to - from, out + <usize>from * size, line + <usize>begin * size);
      for (let i = to; i < width; i++)
        store<T>(out + <usize>i * size, load<T>(line + <usize>edge(left + right * i, x0, x1, mirrored) * size));
    }
  }
}

/**
 * out [channels, height, width]: pixel (row, column) ← x [channels, xHeight, xWidth] at (top ± row, left ± column); what lies
 * outside of y0 … y1, x0 … x1 is the edge's pixel, or mirrored there.
 */
export function moveImage(
  channels: i32, height: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize,
  top: i32, left: i32, down: i32, right: i32, y0: i32, x0: i32, y1: i32, x1: i32, mirrored: i32,
): void {
  move<f32>(channels, height, width, out, xHeight, xWidth, x, top, left, down, right, y0, x0, y1, x1, <bool>mirrored);
}

/** `moveImage` of bytes. */
export function moveBytes(
  channels: i32, height: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize,
  top: i32, left: i32, down: i32, right: i32, y0: i32, x0: i32, y1: i32, x1: i32, mirrored: i32,
): void {
  move<u8>(channels, height, width, out, xHeight, xWidth, x, top, left, down, right, y0, x0, y1, x1, <bool>mirrored);
}
