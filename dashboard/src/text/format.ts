import type { Score } from "../../../src/serve/types.ts";

const MINUS = "−";
const signless = (text: string): string => text.replace(/^(-?)0\./u, "$1.").replaceAll("-", MINUS);

/** A score: three decimals below 10, else four digits; `.816`, and a dash where there is none. */
export function show(value: Score | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 5e-4 || size >= 1e6)) return signless(value.toExponential(1).replace("e+", "e"));
  return signless(
    size < 10 ? value.toFixed(3) : size < 1000 ? value.toPrecision(4) : Math.round(value).toLocaleString("en"),
  );
}

/** The same with its sign. */
export const change = (value: Score | undefined): string =>
  value === null || value === undefined ? "–" : value > 0 ? `+${show(value)}` : show(value);

/** A strength or a setting as a person writes it. */
export function setting(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return value === "" ? "none" : String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e5)
    return value.toExponential(1).replace("e+", "e").replace(".0e", "e").replaceAll("-", MINUS);
  return signless(String(Number(value.toPrecision(3))));
}

/** A tick of an axis, with all of its digits: neighbours that differ read differently. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? setting(value) : signless(String(value));
}

/** Decimals that a number is written with. */
const decimals = (value: number): number => String(value).split(".")[1]?.length ?? 0;

/** The ticks of one axis, with as many decimals each: `.960` between `.958` and `.962`. */
export function tickTexts(values: readonly number[]): string[] {
  const most = Math.max(0, ...values.map(decimals));
  const reach = Math.max(...values.map(Math.abs));
  if (most > 5 || reach < 1e-3 || reach >= 1e5) return values.map(tickText);
  return values.map((value) => (value === 0 ? "0" : signless(value.toFixed(most))));
}

export const whole = (value: number): string => value.toLocaleString("en");
/** A share; what is there at all is never `0.0 %`. */
export function percent(share: Score | undefined): string {
  if (share === null || share === undefined) return "–";
  if (share > 0 && share < 5e-4) return "<0.1 %";
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

export function duration(seconds: Score | undefined): string {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function ago(milliseconds: number): string {
  const seconds = Math.max(0, (Date.now() - milliseconds) / 1000);
  if (seconds < 60) return "now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(milliseconds).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}

/** Control characters and those that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/** A text from outside as it is shown: one line, nothing invisible that acts, at most `limit` characters. */
export function clean(text: string, limit = 80): string {
  const line = text
    .slice(0, 8 * limit)
    .replace(/\s+/gu, " ")
    .trim()
    .replace(UNSEEN, "\ufffd")
    .replace(/(\p{Mark}{3})\p{Mark}+/gu, "$1");
  const signs = Array.from(line);
  return signs.length > limit ? `${signs.slice(0, limit - 1).join("")}…` : line;
}

/** Short facts from outside, one after the other; those that are empty are left out. */
export const listed = (words: readonly string[]): string =>
  words
    .filter((word) => word !== "")
    .map((word) => clean(word, 60))
    .join(" · ");
