const BARS = "▁▂▃▄▅▆▇█";

/** `▁▃▆█▆▂`: a bar per number from the lowest to the highest; a space where there is no number. Equal numbers are all low. */
export function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const bar = (value: number): string => BARS[span > 0 ? Math.round(((value - low) / span) * (BARS.length - 1)) : 0]!;
  return values.map((value) => (Number.isFinite(value) ? bar(value) : " ")).join("");
}

/** At most so many numbers: means of equal stretches, the last of them as it is. NaN where a stretch has no number. */
export function stretched(values: readonly number[], columns: number): number[] {
  if (values.length <= columns) return [...values];
  return Array.from({ length: columns }, (_, i) => {
    if (i === columns - 1) return values.at(-1)!;
    const part = values.slice(
      Math.floor((i * values.length) / columns),
      Math.floor(((i + 1) * values.length) / columns),
    );
    const finite = part.filter(Number.isFinite);
    return finite.length === 0 ? Number.NaN : finite.reduce((a, b) => a + b, 0) / finite.length;
  });
}
