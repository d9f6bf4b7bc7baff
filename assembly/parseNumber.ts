import { CR, LF, QUOTE } from "./signs";

const PLUS: u32 = 43;
const MINUS: u32 = 45;
const POINT: u32 = 46;
const ZERO: u32 = 48;
/** In lower case: a letter's bit 5 is set. */
const E: u32 = 101;
/** A double holds every whole number up to this one. */
const EXACT: u64 = 1 << 53;
/** Digits that it holds whatever they are. */
const EXACT_DIGITS: i32 = 15;

/** Powers of ten that a double holds exactly. */
const POWERS = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);
const LARGEST_POWER: i32 = 22;

// @ts-ignore: decorator
@inline
export function endsCell(byte: u32, delimiter: u32): bool {
  return byte == delimiter || byte == LF || byte == CR;
}

// @ts-ignore: decorator
@inline
function powerOf(tens: i32): f64 {
  return load<f64>(POWERS + (<usize>tens << 3));
}

/** digits · 10^tens as a double of one rounding; NaN where that may lie halfway between two floats, so that it must not be rounded again. */
function shifted(digits: u64, tens: i32): f64 {
  if (abs(tens) > LARGEST_POWER) return NaN;
  if (tens == 0) return <f64>digits;
  const value = tens > 0 ? <f64>digits * powerOf(tens) : <f64>digits / powerOf(-tens);
  return (reinterpret<u64>(value) & 0x1fffffff) == 0x10000000 ? NaN : value;
}

/** The number that the right-most of 16 decimal digits make, the other lanes being zero. */
// @ts-ignore: decorator
@inline
function wholeOf(digits: v128): u64 {
  const pairs = i16x8.add(i16x8.mul(v128.and(digits, i16x8.splat(255)), i16x8.splat(10)), i16x8.shr_u(digits, 8));
  const fours = i32x4.dot_i16x8_s(pairs, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  return <u64>i32x4.extract_lane(eights, 0) * 100000000 + <u64>i32x4.extract_lane(eights, 1);
}

/** Beyond what takes no more care. */
const NO_EXPONENT: i32 = 1000000;

/** Where the last exponent ended. */
let exponentEnd: usize = 0;

/** `-05`: a whole number of at most five digits. */
function exponentOf(p: usize): i32 {
  const sign = load<u8>(p);
  if (sign == MINUS || sign == PLUS) p++;
  const first = p;
  let tens = 0;
  for (let byte: u32 = load<u8>(p); byte - ZERO <= 9 && p - first < 5; byte = load<u8>(++p))
    tens = tens * 10 + (byte - ZERO);
  exponentEnd = p;
  return p == first ? NO_EXPONENT : sign == MINUS ? -tens : tens;
}

/** A number of any length, with an exponent or without: what 15 digits leave is nothing or one more, which often rounds to one float. */
function long(p: usize, ends: u32, out: usize, sign: f32): usize {
  let digits: u64 = 0;
  let count = 0;
  let tens = 0;
  let dropped = false;
  let isPart = 0;
  for (let byte: u32 = load<u8>(p); ; byte = load<u8>(++p)) {
    if (byte - ZERO <= 9) {
      tens -= isPart;
      if (count == EXACT_DIGITS) {
        tens++;
        dropped = true;
        continue;
      }
      digits = digits * 10 + (byte - ZERO);
      if (digits > 0) count++;
    } else if (byte == POINT && !isPart) isPart = 1;
    else break;
  }
  if ((<u32>load<u8>(p) | 32) == E) {
    tens += exponentOf(p + 1);
    p = exponentEnd;
  }
  if (!endsCell(load<u8>(p), ends)) return 0;
  const low = shifted(digits, tens);
  const high = dropped ? shifted(digits + 1, tens) : low;
  // NaN differs from itself.
  if (<f32>low != <f32>high) return 0;
  store<f32>(out, sign * <f32>low);
  return p;
}

/** `parseNumber` of what stands in quotes, or in none. */
// @ts-ignore: decorator
@inline
function bare(at: usize, ends: u32, out: usize): usize {
  const isNegative = load<u8>(at) == MINUS;
  const p = at + <usize>isNegative;
  const digits = i8x16.sub(v128.load(p), i8x16.splat(<i8>ZERO));
  let others = ~(<u32>i8x16.bitmask(i8x16.le_u(digits, i8x16.splat(9)))) & 0x1ffff;
  const whole = <i32>ctz(others);
  let n = whole;
  let end = p + whole;
  if (load<u8>(end) == POINT) {
    others &= others - 1;
    n = <i32>ctz(others | 0x10000) - 1;
    end = p + n + 1;
  }
  const sign: f32 = isNegative ? -1 : 1;
  if (end >= p + 16) return long(p, ends, out, sign);
  if (n == 0) {
    if (end != at || !endsCell(load<u8>(at), ends)) return 0;
    store<f32>(out, NaN);
    return at;
  }
  if (!endsCell(load<u8>(end), ends)) return long(p, ends, out, sign);
  const lanes = i8x16.add(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(n - 16)));
  // The digits behind the point stand one further.
  const from = i8x16.sub(lanes, i8x16.ge_s(lanes, i8x16.splat(<i8>whole)));
  const value = wholeOf(i8x16.swizzle(digits, from));
  const exact = value <= EXACT ? shifted(value, whole - n) : NaN;
  if (isNaN(exact)) return 0;
  store<f32>(out, sign * <f32>exact);
  return end;
}

/**
 * out ← the float nearest to the cell `-12.5` at `at`, which may stand in quotes; NaN where it is empty. Gives where the cell ends; 0
 * where it is anything else, or takes more care. Sixteen bytes may be read beyond its end.
 */
// @ts-ignore: decorator
@inline
export function parseNumber(at: usize, delimiter: u32, out: usize): usize {
  if (load<u8>(at) != QUOTE) return bare(at, delimiter, out);
  const end = bare(at + 1, QUOTE, out);
  return end && load<u8>(end) == QUOTE ? end + 1 : 0;
}
