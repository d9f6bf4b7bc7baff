import type { ReportResult } from "./types.ts";

/** Numbers of one metric with the same decimals, as many as their standard errors deserve. */
export interface Format {
  readonly decimals: number;
  /** `.843`, `−1,204` */
  readonly score: (x: number) => string;
  /** `+.023`, `−.004` */
  readonly signed: (x: number) => string;
}

/** What stands where there is no number. */
export const NONE = "–";

/** x with the given decimals, a real minus, groups of three, and no zero before the point; `–` when it is not finite. */
export function fixed(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return NONE;
  const huge = Math.abs(x) >= 1e9;
  const digits = huge ? Math.abs(x).toPrecision(3) : Math.abs(x).toFixed(decimals);
  const [whole = "0", ...fraction] = digits.split(".");
  const grouped = huge ? whole : whole.replace(/\B(?=(?:\d{3})+$)/gu, ",");
  const text = fraction.length > 0 && whole === "0" ? `.${fraction[0]}` : [grouped, ...fraction].join(".");
  return x < 0 && /[1-9]/u.test(digits) ? `−${text}` : text;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** One digit of the median standard error, two when the first is a 1; three digits of the scores when there is no error. */
export function formatOf({ recipes }: Pick<ReportResult, "recipes">): Format {
  const positive = (x: number): boolean => x > 0 && Number.isFinite(x);
  const errors = recipes.map(({ validation }) => validation.se).filter(positive);
  const sizes = recipes.map(({ validation }) => Math.abs(validation.mean)).filter(positive);
  const unit = errors.length > 0 ? median(errors) / 2 : median(sizes.length > 0 ? sizes : [1]) / 200;
  const decimals = Math.min(8, Math.max(0, Math.ceil(-Math.log10(unit))));
  const signed = (x: number): string => (x > 0 ? `+${fixed(x, decimals)}` : fixed(x, decimals));
  return { decimals, score: (x) => fixed(x, decimals), signed };
}

/** `12 %`, `3.4 %`, `0 %` of a share; only an exact 0 or 1 is shown as 0 or 100 %. */
export function percent(share: number): string {
  if (!(share >= 0 && share <= 1)) return NONE;
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  if (share < 1 && share > 0.9995) return "> 99.9 %";
  const x = 100 * share;
  return `${x !== 0 && x !== 100 && (x < 9.95 || x > 90.05) ? x.toFixed(1) : x.toFixed(0)} %`;
}

/** `12,345` */
export const count = (n: number): string => fixed(n, 0);

/** `1 repeat`, `5 repeats` */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;

/** `48 s`, `12 min`, `3.2 h` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 100) return `${Math.max(0, seconds).toFixed(seconds < 10 ? 1 : 0)} s`;
  return seconds < 6000 ? `${fixed(seconds / 60, 0)} min` : `${fixed(seconds / 3600, 1)} h`;
}
