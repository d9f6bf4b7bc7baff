import type { Setting } from "../../core/index.ts";

/** `0.95`, `1e6`, `∞`: short where powers of ten are. */
function showNumber(x: number): string {
  if (Math.abs(x) === Number.MAX_VALUE || !Number.isFinite(x)) return x < 0 ? "-∞" : "∞";
  const isPlain = x === 0 || (Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5);
  const [plain, power] = [String(x), x.toExponential().replace("e+", "e")];
  return isPlain || plain.length <= power.length ? plain : power;
}

const between = ([low, high]: readonly [number, number]): string => `${showNumber(low)} … ${showNumber(high)}`;

/** What a setting may be. */
export function legal(setting: Setting): string {
  if ("range" in setting) return between(setting.range);
  if ("sizes" in setting) return [between(setting.sizes), ...(setting.words ?? [])].join(" | ");
  if ("each" in setting) return `each ${between(setting.each)}`;
  return "choices" in setting ? setting.choices.join(" | ") : "true | false";
}

/** What is worth trying; empty when nobody searches it. */
export function searched(setting: Setting): string {
  if (!("search" in setting) || setting.search === undefined) return "";
  const [low, high, scale] = setting.search;
  return `${between([low, high])}, ${scale}`;
}

export function usual({ default: value }: Setting): string {
  if (typeof value === "number") return showNumber(value);
  if (Array.isArray(value)) return JSON.stringify(value.map((x: number) => Number(x.toPrecision(4))));
  return typeof value === "string" ? value : JSON.stringify(value);
}
