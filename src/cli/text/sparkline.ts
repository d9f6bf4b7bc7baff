const BARS = "▁▂▃▄▅▆▇█";

/** `▁▃▆█▆▂`: a bar per number from the lowest to the highest; a space where there is no number. Equal numbers are all low. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const bar = (value: number): string => BARS[span > 0 ? Math.round(((value - low) / span) * (BARS.length - 1)) : 0]!;
  return values.map((value) => (Number.isFinite(value) ? bar(value) : " ")).join("");
}
