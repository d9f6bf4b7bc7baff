import { held } from "./kept";
import { load as loadLanes } from "./lanes";

const SHIFT: f32 = 8388608;

/** Four histograms, so that equal neighbours do not wait for each other. */
const COUNTS = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function count(bin: usize, table: usize): void {
  const p = COUNTS + table + (bin << 2);
  store<i32>(p, load<i32>(p) + 1);
}

/** codes ← the level 0 … 255 of each float, ⌊255.999 · x⌋ kept in that range; counts [256] ← how many of each. */
export function levels(n: i32, codes: usize, counts: usize, x: usize): void {
  const scale = held(0, f32x4.splat(255.999));
  const zero = held(1, f32x4.splat(0));
  const last = held(2, f32x4.splat(255));
  const shift = held(3, f32x4.splat(SHIFT));
  memory.fill(COUNTS, 0, 4096);
  for (; n > 0; n -= 4, x += 16) {
    const lanes = min(n, 4);
    const level = f32x4.floor(f32x4.pmin(last, f32x4.pmax(zero, f32x4.mul(loadLanes(x, lanes), scale))));
    const whole = v128.xor(f32x4.add(level, shift), shift);
    const word = i32x4.extract_lane(i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(whole, whole), whole), 0);
    for (let k = 0; k < lanes; k++, codes++) {
      const code = (word >> (k << 3)) & 255;
      store<u8>(codes, code);
      count(<usize>code, <usize>k << 10);
    }
  }
  for (let i: usize = 0; i < 1024; i += 16)
    v128.store(
      counts + i,
      i32x4.add(
        i32x4.add(v128.load(COUNTS + i), v128.load(COUNTS + i, 1024)),
        i32x4.add(v128.load(COUNTS + i, 2048), v128.load(COUNTS + i, 3072)),
      ),
    );
}

/** out ← table[code]. */
export function lookUp(n: i32, out: usize, codes: usize, table: usize): void {
  for (; n > 0; n--, out += 4, codes++) store<f32>(out, load<f32>(table + (<usize>load<u8>(codes) << 2)));
}
