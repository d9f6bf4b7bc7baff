import { keep, kept } from "./kept";
import { load, store, whole } from "./lanes";

/** value − chroma · clamp(min(k, 4 − k), 0, 1), k = place + sixths modulo 6. */
// @ts-ignore: decorator
@inline
function channel(place: f32, sixths: v128, value: v128, chroma: v128): v128 {
  let k = f32x4.add(sixths, f32x4.splat(place));
  k = f32x4.sub(k, v128.and(f32x4.ge(k, kept(1)), kept(1)));
  const share = f32x4.pmin(kept(3), f32x4.pmax(kept(4), f32x4.pmin(k, f32x4.sub(kept(2), k))));
  return f32x4.sub(value, f32x4.mul(chroma, share));
}

// @ts-ignore: decorator
@inline
function step(out: usize, x: usize, plane: usize, lanes: i32): void {
  const r = load(x, lanes);
  const g = load(x + plane, lanes);
  const b = load(x + 2 * plane, lanes);
  const value = f32x4.pmax(f32x4.pmax(r, g), b);
  const chroma = f32x4.sub(value, f32x4.pmin(f32x4.pmin(r, g), b));
  const isGrey = f32x4.eq(chroma, kept(4));
  const by = f32x4.add(chroma, v128.and(isGrey, kept(3)));
  const isRed = f32x4.eq(value, r);
  const isGreen = f32x4.eq(value, g);
  const away = v128.bitselect(f32x4.sub(g, b), v128.bitselect(f32x4.sub(b, r), f32x4.sub(r, g), isGreen), isRed);
  const base = v128.andnot(v128.bitselect(f32x4.splat(2), kept(2), isGreen), isRed);
  let sixths = f32x4.add(f32x4.add(f32x4.div(away, by), base), kept(0));
  sixths = f32x4.sub(sixths, f32x4.mul(f32x4.floor(f32x4.mul(sixths, kept(5))), kept(1)));
  store(out, channel(5, sixths, value, chroma), lanes);
  store(out + plane, channel(3, sixths, value, chroma), lanes);
  store(out + 2 * plane, channel(1, sixths, value, chroma), lanes);
}

/** out [3, n] ← the pixels (r, g, b) with their hue turned by `sixths` of sixths of the colour circle, in HSV. */
export function turnHue(n: i32, out: usize, x: usize, sixths: f32): void {
  keep(0, f32x4.splat(sixths));
  keep(1, f32x4.splat(6));
  keep(2, f32x4.splat(4));
  keep(3, f32x4.splat(1));
  keep(4, f32x4.splat(0));
  keep(5, f32x4.splat(<f32>(1.0 / 6.0)));
  const plane = <usize>n << 2;
  const end = whole(n);
  for (let o: usize = 0; o < end; o += 16) step(out + o, x + o, plane, 4);
  if (n & 3) step(out + end, x + end, plane, n & 3);
}
