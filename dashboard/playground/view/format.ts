/** Two or three significant digits, as short as they get: 0.001, 0.35, 12, 1.4e-5. */
export function short(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3) return value.toExponential(0);
  return String(Number(value.toPrecision(2)));
}

/** A loss in a column of numbers. */
export const loss = (value: number | undefined): string =>
  value === undefined ? "–" : Number.isFinite(value) ? value.toFixed(3).replace("-", "−") : "not finite";

export const percent = (share: number | undefined): string =>
  share === undefined ? "–" : `${(100 * share).toFixed(0)} %`;
