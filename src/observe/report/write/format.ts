import { scoreFormat } from "./decimals.ts";
import type { ReportResult } from "../types.ts";

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

/** x with the given decimals, a real minus and groups of three; `–` when it is not finite. */
export function fixed(x: number, decimals: number, dropsZero = false): string {
  if (!Number.isFinite(x)) return NONE;
  const huge = Math.abs(x) >= 1e12;
  const digits = huge ? Math.abs(x).toExponential(2) : Math.abs(x).toFixed(decimals);
  const [whole = "0", ...fraction] = digits.split(".");
  const grouped = huge ? whole : whole.replace(/\B(?=(?:\d{3})+$)/gu, ",");
  const text = dropsZero && whole === "0" && fraction.length > 0 ? `.${fraction[0]}` : [grouped, ...fraction].join(".");
  return x < 0 && /[1-9]/u.test(digits) ? `−${text}` : text;
}

/** The command line's rule, so that both print the same numbers. */
export function formatOf({ recipes, task }: Pick<ReportResult, "recipes" | "task">): Format {
  const scores = recipes.flatMap(({ train, validation }) => [train, validation.mean]);
  const errors = recipes.map(({ validation }) => validation.se);
  const { decimals, dropsZero } = scoreFormat(scores, errors, task !== "regression");
  const score = (x: number): string => fixed(x, decimals, dropsZero);
  return { decimals, score, signed: (x) => (/[1-9]/u.test(score(x)) && x > 0 ? `+${score(x)}` : score(x)) };
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
export const counted = (n: number, noun: string, many = `${noun}s`): string => `${count(n)} ${n === 1 ? noun : many}`;

/** `48 s`, `12 min`, `3.2 h` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE;
  if (seconds < 100) return `${Math.max(0, seconds).toFixed(seconds < 10 ? 1 : 0)} s`;
  return seconds < 6000 ? `${fixed(seconds / 60, 0)} min` : `${fixed(seconds / 3600, 1)} h`;
}
