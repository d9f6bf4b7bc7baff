import { load, store } from "./lanes";

/** How much of a bilinear reading at `at` lies on 0 … size − 1. */
// @ts-ignore: decorator
@inline
function covered(at: v128, size: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.pmin(one, f32x4.pmax(f32x4.splat(0), f32x4.pmin(f32x4.add(at, one), f32x4.sub(size, at))));
}

/** The first column at which 0 ≤ slope · column + offset ≤ high, rather one too many. */
// @ts-ignore: decorator
@inline
function firstWithin(slope: f64, offset: f64, high: f64, width: i32): i32 {
  if (abs(slope) < 1e-9) return offset >= 1e-6 && offset <= high - 1e-6 ? 0 : width;
  return <i32>min(<f64>width, max(0, ceil(min(-offset / slope, (high - offset) / slope) + 1e-6)));
}

/** One more than the last such column, rather one too few. */
// @ts-ignore: decorator
@inline
function endWithin(slope: f64, offset: f64, high: f64, width: i32): i32 {
  if (abs(slope) < 1e-9) return offset >= 1e-6 && offset <= high - 1e-6 ? width : 0;
  return <i32>max(0, min(<f64>width, floor(max(-offset / slope, (high - offset) / slope) - 1e-6) + 1));
}

/**
 * out [channels, height, width] ← share · out + (1 − share) · fill, share = how much of a bilinear reading at (a·column +
 * b·row + c, d·column + e·row + f) lies on a frame of frameHeight · frameWidth pixels. Columns that are surely covered stay.
 */
export function fillOutside(
  channels: i32, height: i32, width: i32, out: usize,
  a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, frameHeight: i32, frameWidth: i32, fill: f32,
): void {
  const plane = (<usize>height * <usize>width) << 2;
  for (let row = 0; row < height; row++, out += <usize>width << 2) {
    const sx = b * <f64>row + c;
    const sy = e * <f64>row + f;
    const from = max(firstWithin(a, sx, frameWidth - 1, width), firstWithin(d, sy, frameHeight - 1, width));
    const end = min(endWithin(a, sx, frameWidth - 1, width), endWithin(d, sy, frameHeight - 1, width));
    const split = from < end;
    for (let part = 0; part < 2; part++) {
      let column = part == 0 ? 0 : split ? end : width;
      const last = part == 0 && split ? from : width;
      for (; column < last; column += 4) {
        const at = f32x4.add(f32x4.splat(<f32>column), f32x4(0, 1, 2, 3));
        const x = f32x4.add(f32x4.mul(at, f32x4.splat(<f32>a)), f32x4.splat(<f32>sx));
        const y = f32x4.add(f32x4.mul(at, f32x4.splat(<f32>d)), f32x4.splat(<f32>sy));
        const share = f32x4.mul(covered(x, f32x4.splat(<f32>frameWidth)), covered(y, f32x4.splat(<f32>frameHeight)));
        const rest = f32x4.mul(f32x4.sub(f32x4.splat(1), share), f32x4.splat(fill));
        const lanes = min(4, last - column);
        let to = out + (<usize>column << 2);
        for (let channel = 0; channel < channels; channel++, to += plane)
          store(to, f32x4.add(f32x4.mul(share, load(to, lanes)), rest), lanes);
      }
    }
  }
}
