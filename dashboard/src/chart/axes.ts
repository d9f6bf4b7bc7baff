import type { Setting } from "../../../src/serve/types.ts";
import { differing, FACTS, settingColumn, type Column } from "../state/columns.ts";
import type { Line } from "../state/store.ts";
import { clean, setting, tickText, tickTexts } from "../text/format.ts";
import { near } from "./near.ts";
import { niceTicks } from "./scale.ts";

/** An axis of the map of settings: where a line lies on it, from 0 to 1. */
export interface MapAxis {
  readonly name: string;
  readonly title: string;
  readonly at: (line: Line) => number | undefined;
  /** Places from 0 to 1 with their words. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** The value at a place, as a person writes it. */
  readonly text: (place: number) => string;
}

const ROOM = 0.04;
/** How far a value beyond the ends of an axis is drawn outside of them. */
const BEYOND = 0.04;
const inner = (share: number): number => ROOM + share * (1 - 2 * ROOM);
const outer = (place: number): number => (place - ROOM) / (1 - 2 * ROOM);

function ofNumbers(column: Column, lines: readonly Line[], scale: string | undefined): MapAxis {
  const known = lines.flatMap((line) => {
    const value = column.of(line);
    return typeof value === "number" ? [value] : [];
  });
  const positive = known.filter((value) => value > 0);
  const isLog =
    scale === "log" ||
    (column.isSetting === true && positive.length > 2 && Math.max(...positive) / Math.min(...positive) >= 30);
  if (isLog && positive.length > 0) return ofLogarithms(column, positive, known.length > positive.length);
  // Scores far outside the others stand just beyond the ends.
  const usual = column.isSetting === true ? known : near(known);
  const [low, high] = [Math.min(...usual), Math.max(...usual)];
  const spread = high - low || 1;
  const share = (value: number): number =>
    high === low && value === low ? 0.5 : Math.min(1 + BEYOND, Math.max(-BEYOND, (value - low) / spread));
  const ticks = high === low ? [low] : niceTicks(low, high, 5);
  const texts = tickTexts(ticks);
  return {
    ...{ name: column.name, title: column.title },
    at: (line) => {
      const value = column.of(line);
      return typeof value === "number" ? inner(share(value)) : undefined;
    },
    ticks: ticks.map((tick, i) => ({ at: inner(share(tick)), text: texts[i]! })),
    text: (place) => setting(Number((low + outer(place) * spread).toPrecision(3))),
  };
}

function ofLogarithms(column: Column, positive: readonly number[], hasZero: boolean): MapAxis {
  const [low, high] = [Math.log10(Math.min(...positive)), Math.log10(Math.max(...positive))];
  const from = hasZero ? 0.12 : 0;
  const share = (value: number): number =>
    value <= 0 ? 0 : from + (1 - from) * (high === low ? 0.5 : (Math.log10(value) - low) / (high - low));
  const powers = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => 10 ** (Math.ceil(low) + i));
  const shown =
    powers.length > 1 ? powers.filter((_, i) => i % Math.ceil(powers.length / 5) === 0) : [10 ** low, 10 ** high];
  return {
    ...{ name: column.name, title: column.title },
    at: (line) => {
      const value = column.of(line);
      return typeof value === "number" ? inner(share(value)) : undefined;
    },
    ticks: [...(hasZero ? [0] : []), ...shown].map((tick) => ({
      at: inner(share(tick)),
      text: tickText(Number(tick.toPrecision(3))),
    })),
    text: (place) => {
      const at = (outer(place) - from) / (1 - from);
      return at < 0 ? "0" : setting(Number((10 ** (low + at * (high - low))).toPrecision(2)));
    },
  };
}

function ofWords(column: Column, lines: readonly Line[]): MapAxis {
  const words = [...new Set(lines.map((line) => column.text(line)))]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .slice(0, 40);
  const place = new Map(words.map((word, i) => [word, inner(words.length === 1 ? 0.5 : i / (words.length - 1))]));
  return {
    ...{ name: column.name, title: column.title },
    at: (line) => place.get(column.text(line)),
    ticks: words.map((word) => ({ at: place.get(word)!, text: clean(word, 16) })),
    text: (at) =>
      clean(words[Math.max(0, Math.min(words.length - 1, Math.round(outer(at) * (words.length - 1))))] ?? "", 24),
  };
}

/** The settings that differ, then the gap and the score. */
export function axesOf(
  lines: readonly Line[],
  defaults: Readonly<Record<string, Setting>>,
  scales: Readonly<Record<string, string>>,
  most: number,
): readonly MapAxis[] {
  const settings = differing(lines, defaults)
    .slice(0, most)
    .map((name) => settingColumn(name, lines, defaults));
  const facts = ["zeros", "gap", "validation"].flatMap((name) => FACTS.filter((column) => column.name === name));
  return [...settings, ...facts].flatMap((column) => {
    if (!column.isNumber) return [ofWords(column, lines)];
    if (column.name === "zeros" && lines.every((line) => Number(column.of(line) ?? 0) < 0.01)) return [];
    const values = new Set(lines.map((line) => column.of(line)).filter((value) => typeof value === "number"));
    return values.size === 0 || (values.size < 2 && column.isSetting !== true)
      ? []
      : [ofNumbers(column, lines, scales[column.title])];
  });
}
