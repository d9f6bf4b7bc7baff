/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, e) => Number(`1e${e}`));
/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;
const POINT = 46;
const ZERO = 48;

const double = new Float64Array(1);
const low = new Uint32Array(double.buffer);
const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** True where the double may lie halfway between two float32, so that rounding twice may differ from rounding once. */
function isHalfway(value: number): boolean {
  double[0] = value;
  return (low[0]! & 0x1fffffff) === 0x10000000;
}

/**
 * The float32 nearest to digits × 10^−scale, where no more than 15 digits and 22 places make one rounding of it; NaN where that
 * takes more care: `floatOf` then.
 */
export function quickFloat(digits: number, scale: number): number {
  if (scale === 0) return digits;
  const value = digits / POWERS[scale]!;
  return isHalfway(value) ? Number.NaN : value;
}

/** `quickFloat` of digits with a point in bytes[from, to), of which `scale` stand behind it: any number of them. */
export function longFloat(bytes: Uint8Array, from: number, to: number, scale: number): number {
  let [digits, count, dropped] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === POINT) continue;
    if (count === EXACT_DIGITS) dropped++;
    else {
      digits = digits * 10 + (byte - ZERO);
      if (digits > 0) count++;
    }
  }
  if (dropped === 0) return scale < POWERS.length ? quickFloat(digits, scale) : Number.NaN;
  // What was dropped lies between nothing and one more: where both round to one float32, it does too.
  const low = shifted(digits, dropped - scale);
  return Math.fround(low) === Math.fround(shifted(digits + 1, dropped - scale)) ? low : Number.NaN;
}

/** digits × 10^tens, rounded once; NaN where that takes more care. */
function shifted(digits: number, tens: number): number {
  if (Math.abs(tens) >= POWERS.length) return Number.NaN;
  if (tens <= 0) return quickFloat(digits, -tens);
  const value = digits * POWERS[tens]!;
  return isHalfway(value) ? Number.NaN : value;
}

const DECIMAL = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/u;

/** The sign of (a decimal − a double that is not negative), in whole numbers. */
function compare(text: string, value: number): number {
  const [, , whole = "", part = "", exponent = "0"] = DECIMAL.exec(text)!;
  let [left, right] = [BigInt(whole + part), 1n];
  const tens = BigInt(exponent) - BigInt(part.length);
  if (tens >= 0n) left *= 10n ** tens;
  else right = 10n ** -tens;
  let [mantissa, twos] = [value, 0n];
  for (; !Number.isInteger(mantissa); twos++) mantissa *= 2;
  const difference = (left << twos) - BigInt(mantissa) * right;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/** The float32 next to `value` on the other side of `exact`. */
function neighbour(value: number, exact: number): number {
  single[0] = value;
  bits[0]! += exact > value ? 1 : -1;
  return single[0];
}

/** The float32 nearest to a decimal number (ties to even), as if rounded once; ±Infinity beyond the largest. `text` is in JavaScript's grammar. */
export function floatOf(text: string): number {
  const exact = Math.abs(Number(text));
  const sign = text.startsWith("-") ? -1 : 1;
  const rounded = Math.fround(exact);
  if (rounded === exact || !Number.isFinite(rounded)) return sign * rounded;
  const other = neighbour(rounded, exact);
  if ((rounded + other) / 2 !== exact) return sign * rounded;
  const side = compare(text, exact);
  return sign * (side === 0 ? rounded : side > 0 ? Math.max(rounded, other) : Math.min(rounded, other));
}
