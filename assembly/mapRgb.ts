import { load, store, whole } from "./lanes";

// @ts-ignore: decorator
@inline
function row(r: v128, g: v128, b: v128, p: f32, q: f32, s: f32, t: f32, least: v128, most: v128): v128 {
  const sum = f32x4.add(f32x4.mul(r, f32x4.splat(p)), f32x4.mul(g, f32x4.splat(q)));
  const all = f32x4.add(sum, f32x4.add(f32x4.mul(b, f32x4.splat(s)), f32x4.splat(t)));
  return f32x4.pmin(most, f32x4.pmax(least, all));
}

// @ts-ignore: decorator
@inline
function step(
  out: usize, x: usize, plane: usize, lanes: i32,
  a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32, i: f32, j: f32, k: f32, l: f32, least: v128, most: v128,
): void {
  const red = load(x, lanes);
  const green = load(x + plane, lanes);
  const blue = load(x + 2 * plane, lanes);
  store(out, row(red, green, blue, a, b, c, d, least, most), lanes);
  store(out + plane, row(red, green, blue, e, f, g, h, least, most), lanes);
  store(out + 2 * plane, row(red, green, blue, i, j, k, l, least, most), lanes);
}

/** out [3, n] ← min(max(M · (r, g, b, 1), least), most), M [3, 4] = (a … l). `out` may be x. */
export function mapRgb(
  n: i32, out: usize, x: usize,
  a: f32, b: f32, c: f32, d: f32, e: f32, f: f32, g: f32, h: f32, i: f32, j: f32, k: f32, l: f32, least: f32, most: f32,
): void {
  const low = f32x4.splat(least);
  const high = f32x4.splat(most);
  const plane = <usize>n << 2;
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(out + o, x + o, plane, 4, a, b, c, d, e, f, g, h, i, j, k, l, low, high);
  if (n & 3) step(out + end, x + end, plane, n & 3, a, b, c, d, e, f, g, h, i, j, k, l, low, high);
}
