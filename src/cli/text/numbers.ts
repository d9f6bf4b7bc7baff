import type { ScoreFormat } from "../../observe/report/write/decimals.ts";

export { count } from "../../core/count.ts";
export { type ScoreFormat, scoreFormat } from "../../observe/report/write/decimals.ts";

/** From here on a number is told by its power of ten. */
const HUGE = 1e9;

/** A number for people: thousands apart, `–` when there is none; JSON's null (a NaN) counts as none. */
export function showScore(value: number | null | undefined, { decimals, dropsZero }: ScoreFormat): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Math.abs(value) >= HUGE) return value.toExponential(2);
  const fixed = value.toFixed(decimals).replace(/^-(?=[0.]*$)/u, "");
  const grouped = fixed.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/gu, ",");
  return dropsZero ? grouped.replace(/^(-?)0\./u, "$1.") : grouped;
}

/** The same with its sign. */
export function showChange(value: number | null | undefined, format: ScoreFormat): string {
  const text = showScore(value, format);
  return text === "–" || text.startsWith("-") || /^[0.]*$/u.test(text) ? text : `+${text}`;
}

/** `41 %`; shares too small to show as a whole per cent get a decimal. */
export function showShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 1 || percent === 0 ? Math.round(percent) : Number(percent.toPrecision(1))} %`;
}

/** `8.2 s`, `1:05 min`, `2:03 h`. */
export function showSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const two = (n: number): string => String(n).padStart(2, "0");
  const minutes = Math.round(seconds / 60);
  if (seconds < 3599.5) return `${Math.floor(Math.round(seconds) / 60)}:${two(Math.round(seconds) % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
}

/** Four digits, for a number of unknown scale. */
export const formatPlain = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))).replace(/^(-?)0\./u, "$1.") : "–";
