import { held } from "./kept";
import { load as loadLanes } from "./lanes";

const SHIFT: f32 = 8388608;

/** Four histograms, so that equal neighbours do not wait for each other. */
const COUNTS = memory.data(4096, 16);

// @ts-ignore: decorator
@inline
function count(bin: u32, table: usize): void {
  const p = COUNTS + (table << 10) + (<usize>bin << 2);
  store<i32>(p, load<i32>(p) + 1);
}

/** Four codes of which `lanes` count. */
// @ts-ignore: decorator
@inline
function countWord(word: u32, lanes: i32): void {
  count(word & 255, 0);
  if (lanes > 1) count((word >> 8) & 255, 1);
  if (lanes > 2) count((word >> 16) & 255, 2);
  if (lanes > 3) count(word >> 24, 3);
}

// @ts-ignore: decorator
@inline
function addUp(counts: usize): void {
  for (let i: usize = 0; i < 1024; i += 16)
    v128.store(
      counts + i,
      i32x4.add(
        i32x4.add(v128.load(COUNTS + i), v128.load(COUNTS + i, 1024)),
        i32x4.add(v128.load(COUNTS + i, 2048), v128.load(COUNTS + i, 3072)),
      ),
    );
}

/** codes ← the level 0 … 255 of each float, ⌊255.999 · x⌋ kept in that range. */
export function levels(n: i32, codes: usize, x: usize): void {
  const scale = held(0, f32x4.splat(255.999));
  const zero = held(1, f32x4.splat(0));
  const last = held(2, f32x4.splat(255));
  const shift = held(3, f32x4.splat(SHIFT));
  for (; n > 0; n -= 4, x += 16, codes += 4) {
    const level = f32x4.floor(f32x4.pmin(last, f32x4.pmax(zero, f32x4.mul(loadLanes(x, min(n, 4)), scale))));
    const whole = v128.xor(f32x4.add(level, shift), shift);
    const word = i32x4.extract_lane(i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(whole, whole), whole), 0);
    if (n >= 4) store<u32>(codes, word);
    else for (let k = 0; k < n; k++) store<u8>(codes + k, word >> (k << 3));
  }
}

/** counts [256] ← how many codes are each. */
export function countCodes(n: i32, counts: usize, codes: usize): void {
  memory.fill(COUNTS, 0, 4096);
  for (; n >= 4; n -= 4, codes += 4) countWord(load<u32>(codes), 4);
  for (; n > 0; n--, codes++) countWord(load<u8>(codes), 1);
  addUp(counts);
}

/** out ← table[code], bytes. */
export function lookUp(n: i32, out: usize, codes: usize, table: usize): void {
  for (; n >= 4; n -= 4, out += 4, codes += 4) {
    const word = load<u32>(codes);
    const low = <u32>load<u8>(table + (word & 255)) | (<u32>load<u8>(table + ((word >> 8) & 255)) << 8);
    const high = <u32>load<u8>(table + ((word >> 16) & 255)) | (<u32>load<u8>(table + (word >> 24)) << 8);
    store<u32>(out, low | (high << 16));
  }
  for (; n > 0; n--, out++, codes++) store<u8>(out, load<u8>(table + load<u8>(codes)));
}
