import { load as loadLanes, store as storeLanes, whole } from "./lanes";

/** The index that is read at `i`: the nearest of low … high, or mirrored at them without repeating them. */
// @ts-ignore: decorator
@inline
function edge(i: i32, low: i32, high: i32, mirrored: bool): i32 {
  if (!mirrored || low == high) return min(max(i, low), high);
  const period = 2 * (high - low);
  let at = (i - low) % period;
  if (at < 0) at += period;
  return low + min(at, period - at);
}

// @ts-ignore: decorator
@inline
function copy(n: i32, to: usize, from: usize): void {
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) v128.store(to + o, v128.load(from + o));
  if (n & 3) storeLanes(to + end, loadLanes(from + end, n & 3), n & 3);
}

/** `from` is the last float that is read: they come out backwards. */
// @ts-ignore: decorator
@inline
function copyBackwards(n: i32, to: usize, from: usize): void {
  for (; n >= 4; n -= 4, to += 16, from -= 16) {
    const x = v128.load(from - 12);
    v128.store(to, v128.shuffle<i32>(x, x, 3, 2, 1, 0));
  }
  for (; n > 0; n--, to += 4, from -= 4) store<f32>(to, load<f32>(from));
}

/**
 * out [channels, height, width]: pixel (row, column) ← x [channels, xHeight, xWidth] at (top ± row, left ± column); what lies
 * outside of y0 … y1, x0 … x1 is the edge's pixel, or mirrored there.
 */
export function moveImage(
  channels: i32, height: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize,
  top: i32, left: i32, down: i32, right: i32, y0: i32, x0: i32, y1: i32, x1: i32, mirrored: i32,
): void {
  const first = right > 0 ? x0 - left : left - x1;
  const last = right > 0 ? x1 - left : left - x0;
  const from = min(max(first, 0), width);
  const to = min(max(last + 1, from), width);
  const begin = left + right * from;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++, out += <usize>width << 2) {
      const y = edge(top + down * row, y0, y1, <bool>mirrored);
      const line = x + ((<usize>(channel * xHeight + y) * <usize>xWidth) << 2);
      for (let i = 0; i < from; i++)
        store<f32>(out + (<usize>i << 2), load<f32>(line + (<usize>edge(left + right * i, x0, x1, <bool>mirrored) << 2)));
      if (right > 0) copy(to - from, out + (<usize>from << 2), line + (<usize>begin << 2));
      else copyBackwards(to - from, out + (<usize>from << 2), line + (<usize>begin << 2));
      for (let i = to; i < width; i++)
        store<f32>(out + (<usize>i << 2), load<f32>(line + (<usize>edge(left + right * i, x0, x1, <bool>mirrored) << 2)));
    }
  }
}
