import { acrossX, acrossY, displaced, integers, keepWindow, keptShift, lower, lowerPairs, sums, upper, upperPairs } from "./coordinates";
import { keep, kept } from "./kept";
import { load, store } from "./lanes";

/** The four neighbours of a point: two floats at `p`, and two a row further. */
// @ts-ignore: decorator
@inline
function square(p: usize, row: usize): v128 {
  return v128.load_lane<u64>(p + row, v128.load_zero<f64>(p), 1);
}

/** Four pixels of all channels, set or added. */
// @ts-ignore: decorator
@inline
function block(
  at: v128, channels: i32, out: usize, outPlane: usize, x: usize, plane: usize, stride: usize, first: bool, lanes: i32,
): void {
  const px = acrossX(at, kept(8));
  const py = acrossY(at, kept(9));
  const left = f32x4.pmin(kept(10), f32x4.floor(px));
  const top = f32x4.pmin(kept(11), f32x4.floor(py));
  const u = f32x4.sub(px, left);
  const v = f32x4.sub(py, top);
  const shift = keptShift();
  const offset = i32x4.shl(i32x4.add(i32x4.mul(integers(top, shift), kept(12)), integers(left, shift)), 2);
  const both = f32x4.mul(u, v);
  const right = f32x4.sub(u, both);
  const down = f32x4.sub(v, both);
  const here = f32x4.sub(f32x4.sub(kept(13), u), down);
  const lowerAcross = lower(here, right);
  const lowerDown = lower(down, both);
  const upperAcross = upper(here, right);
  const upperDown = upper(down, both);
  const w0 = f32x4.mul(lowerPairs(lowerAcross, lowerDown), kept(14));
  const w1 = f32x4.mul(upperPairs(lowerAcross, lowerDown), kept(14));
  const w2 = f32x4.mul(lowerPairs(upperAcross, upperDown), kept(14));
  const w3 = f32x4.mul(upperPairs(upperAcross, upperDown), kept(14));
  const o0 = <usize>i32x4.extract_lane(offset, 0);
  const o1 = <usize>i32x4.extract_lane(offset, 1);
  const o2 = <usize>i32x4.extract_lane(offset, 2);
  const o3 = <usize>i32x4.extract_lane(offset, 3);
  for (let channel = 0; channel < channels; channel++, x += plane, out += outPlane) {
    let value = sums(
      f32x4.mul(square(x + o0, stride), w0),
      f32x4.mul(square(x + o1, stride), w1),
      f32x4.mul(square(x + o2, stride), w2),
      f32x4.mul(square(x + o3, stride), w3),
    );
    if (!first) value = f32x4.add(load(out, lanes), value);
    store(out, value, lanes);
  }
}

/**
 * out [channels, height, width] ← x [channels, xHeight, xWidth], both sides at least 2, read at (a·column + b·row + c,
 * d·column + e·row + f), kept in x0 … x1, y0 … y1: the mean of nx · ny bilinear readings, evenly spaced in the output pixel.
 */
export function bilinear(
  channels: i32, height: i32, width: i32, out: usize, xHeight: i32, xWidth: i32, x: usize,
  a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, x0: f32, y0: f32, x1: f32, y1: f32, nx: i32, ny: i32,
): void {
  keepWindow(<f32>a, <f32>d, x0, y0, x1, y1);
  keep(10, f32x4.splat(<f32>(xWidth - 2)));
  keep(11, f32x4.splat(<f32>(xHeight - 2)));
  keep(12, i32x4.splat(xWidth));
  keep(13, f32x4.splat(1));
  keep(14, f32x4.splat(<f32>1 / <f32>(nx * ny)));
  keep(15, f32x4.splat(4));
  const stride = <usize>xWidth << 2;
  const plane = <usize>xHeight * stride;
  const outPlane = (<usize>height * <usize>width) << 2;
  for (let row = 0; row < height; row++, out += <usize>width << 2)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const dx = displaced(i, nx);
        const y = <f64>row + displaced(j, ny);
        keep(8, f32x4.splat(<f32>(b * y + c + a * dx)));
        keep(9, f32x4.splat(<f32>(e * y + f + d * dx)));
        let at = f32x4(0, 1, 2, 3);
        let to = out;
        const first = (i | j) == 0;
        const end = out + ((<usize>width << 2) & ~15);
        for (; to < end; to += 16) {
          block(at, channels, to, outPlane, x, plane, stride, first, 4);
          at = f32x4.add(at, kept(15));
        }
        if (width & 3) block(at, channels, to, outPlane, x, plane, stride, first, width & 3);
      }
}
