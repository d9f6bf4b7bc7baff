import { acrossX, acrossY, displaced, integers, keepWindow, keptShift, lower, lowerPairs, upper, upperPairs } from "./coordinates";
import { keep, kept } from "./kept";
import { store as storeLanes } from "./lanes";

/** Weights are whole numbers of 2⁻¹⁴. */
const ONE = 16384;
/** Blocks of four pixels that are located before any is read: a processor waits for the one while it does the other. */
const BLOCKS = 512;
const MOST_BLOCKS = 64;

/** Of a block: where its pixels are read, and the weights of the columns left and right. Loads spread them faster than shuffles. */
const BLOCK = 48;
/** [readings, blocks of a row] */
const LOCATED = memory.data(BLOCKS * BLOCK, 16);

/** Pixel k of a block, [r g b x], of its neighbours and those below them. */
// @ts-ignore: decorator
@inline
function read(block: usize, k: usize): v128 {
  const both = v128.load(<usize>load<u32>(block + (k << 2)));
  const left = v128.load_splat<u32>(block + (k << 2), 16);
  const right = v128.load_splat<u32>(block + (k << 2), 32);
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(both), left),
    i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(both), right),
  );
}

/** Finds where the pixels of a block are read, and the weights of their neighbours. */
// @ts-ignore: decorator
@inline
function locate(block: usize, px: v128, py: v128): void {
  const leftmost = f32x4.floor(px);
  const top = f32x4.floor(py);
  const shift = keptShift();
  const u = integers(f32x4.mul(f32x4.sub(px, leftmost), kept(8)), shift);
  const v = integers(f32x4.mul(f32x4.sub(py, top), kept(8)), shift);
  const both = i32x4.shr_u(i32x4.add(i32x4.mul(u, v), kept(9)), 14);
  const down = i32x4.sub(v, both);
  const here = i32x4.sub(i32x4.sub(kept(10), u), down);
  const at = i32x4.add(i32x4.mul(integers(top, shift), kept(11)), integers(leftmost, shift));
  v128.store(block, i32x4.add(i32x4.shl(at, 3), kept(14)));
  v128.store(block, v128.or(here, i32x4.shl(down, 16)), 16);
  v128.store(block, v128.or(i32x4.sub(u, both), i32x4.shl(both, 16)), 32);
}

/** Sums the readings of a block, and writes its pixels. */
// @ts-ignore: decorator
@inline
function gather(block: usize, readings: i32, step: usize, out: usize, plane: usize, lanes: i32): void {
  let p0 = read(block, 0);
  let p1 = read(block, 1);
  let p2 = read(block, 2);
  let p3 = read(block, 3);
  for (let r = 1; r < readings; r++) {
    block += step;
    p0 = i32x4.add(p0, read(block, 0));
    p1 = i32x4.add(p1, read(block, 1));
    p2 = i32x4.add(p2, read(block, 2));
    p3 = i32x4.add(p3, read(block, 3));
  }
  const first = lower(p0, p1);
  const second = lower(p2, p3);
  const blue = lowerPairs(upper(p0, p1), upper(p2, p3));
  storeLanes(out, f32x4.mul(f32x4.convert_i32x4_s(lowerPairs(first, second)), kept(12)), lanes);
  storeLanes(out + plane, f32x4.mul(f32x4.convert_i32x4_s(upperPairs(first, second)), kept(12)), lanes);
  storeLanes(out + 2 * plane, f32x4.mul(f32x4.convert_i32x4_s(blue), kept(12)), lanes);
}

/**
 * `bilinear` of three channels for the bytes of `interleave`, [xHeight, xWidth, 8]: weights of 14 bits, so within 2⁻¹³ of it. At
 * most 512 points; `scale` is what a byte's unit becomes. Bytes up to a pixel behind the last are read.
 */
export function bilinearRgb(
  height: i32, width: i32, out: usize, xWidth: i32, x: usize,
  a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, x0: f32, y0: f32, x1: f32, y1: f32, nx: i32, ny: i32, scale: f32,
): void {
  keepWindow(<f32>a, <f32>d, x0, y0, x1, y1);
  keep(8, f32x4.splat(<f32>ONE));
  keep(9, i32x4.splat(ONE / 2));
  keep(10, i32x4.splat(ONE));
  keep(11, i32x4.splat(xWidth));
  keep(12, f32x4.splat(scale));
  keep(13, f32x4.splat(4));
  keep(14, i32x4.splat(<i32>x));
  const plane = (<usize>height * <usize>width) << 2;
  const readings = nx * ny;
  const blocks = min(MOST_BLOCKS, BLOCKS / readings);
  const step = <usize>(blocks * BLOCK);
  for (let row = 0; row < height; row++) {
    for (let first = 0; first < width; first += 4 * blocks) {
      const columns = min(4 * blocks, width - first);
      let block = LOCATED;
      for (let j = 0; j < ny; j++)
        for (let i = 0; i < nx; i++, block += step) {
          const dx = displaced(i, nx);
          const y = <f64>row + displaced(j, ny);
          keep(15, f32x4.splat(<f32>(b * y + c + a * dx)));
          keep(16, f32x4.splat(<f32>(e * y + f + d * dx)));
          keep(17, f32x4.add(f32x4.splat(<f32>first), f32x4(0, 1, 2, 3)));
          let at = kept(17);
          for (let o: usize = 0; o < <usize>columns * 12; o += BLOCK) {
            locate(block + o, acrossX(at, kept(15)), acrossY(at, kept(16)));
            at = f32x4.add(at, kept(13));
          }
        }
      block = LOCATED;
      let n = columns;
      for (; n >= 4; n -= 4, block += BLOCK, out += 16) gather(block, readings, step, out, plane, 4);
      if (n > 0) gather(block, readings, step, out, plane, n);
      out += <usize>n << 2;
    }
  }
}
