const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

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
