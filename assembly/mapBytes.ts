import { store as storeLanes } from "./lanes";

// @ts-ignore: decorator
@inline
function row(r: v128, g: v128, b: v128, p: f32, q: f32, s: f32, t: f32, least: v128, most: v128): v128 {
  const sum = f32x4.add(f32x4.mul(r, f32x4.splat(p)), f32x4.mul(g, f32x4.splat(q)));
  const all = f32x4.add(sum, f32x4.add(f32x4.mul(b, f32x4.splat(s)), f32x4.splat(t)));
  return f32x4.pmin(most, f32x4.pmax(least, all));
}

// @ts-ignore: decorator
@inline
function low(words: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words));
}
// @ts-ignore: decorator
@inline
function high(words: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words));
}

/** The `lanes` (1–8) bytes at p as words; the others are zero. */
// @ts-ignore: decorator
@inline
function read(p: usize, lanes: i32): v128 {
  if (lanes == 8) return v128.load_ext<u8>(p);
  let word: u64 = 0;
  for (let k = 0; k < lanes; k++) word |= <u64>load<u8>(p + k) << (<u64>k << 3);
  return i16x8.extend_low_i8x16_u(i64x2.splat(word));
}

/** One row of the matrix for eight pixels. */
// @ts-ignore: decorator
@inline
function eight(
  out: usize, lanes: i32, r: v128, g: v128, b: v128, p: f32, q: f32, s: f32, t: f32, least: v128, most: v128,
): void {
  storeLanes(out, row(low(r), low(g), low(b), p, q, s, t, least, most), min(lanes, 4));
  if (lanes > 4) storeLanes(out + 16, row(high(r), high(g), high(b), p, q, s, t, least, most), lanes - 4);
}

// @ts-ignore: decorator
@inline
function step(
  out: usize, x: usize, n: usize, lanes: i32,
  a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32, i: f32, j: f32, k: f32, l: f32, least: v128, most: v128,
): void {
  const red = read(x, lanes);
  const green = read(x + n, lanes);
  const blue = read(x + 2 * n, lanes);
  eight(out, lanes, red, green, blue, a, b, c, d, least, most);
  eight(out + (n << 2), lanes, red, green, blue, e, f, g, h, least, most);
  eight(out + (n << 3), lanes, red, green, blue, i, j, k, l, least, most);
}

/** out [3, n] ← min(max(M · (r, g, b, 1), least), most) of the bytes of three planes, M [3, 4] = (a … l). */
export function mapBytes(
  n: i32, out: usize, x: usize,
  a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32, i: f32, j: f32, k: f32, l: f32, least: f32, most: f32,
): void {
  const low = f32x4.splat(least);
  const high = f32x4.splat(most);
  const end = out + ((<usize>n << 2) & ~31);
  for (; out < end; out += 32, x += 8) step(out, x, n, 8, a, b, c, d, e, f, g, h, i, j, k, l, low, high);
  if (n & 7) step(out, x, n, n & 7, a, b, c, d, e, f, g, h, i, j, k, l, low, high);
}
