import type { Better } from "../../../train/best.ts";
import { type Child, clean, html, type Markup } from "../write/html.ts";
import { drawable, extent, linear, type Range, type Scale } from "./scale.ts";
import { cut, type Frame, line, mark, px, type Sign, text, tooltip, WIDTH, xAxis } from "./svg.ts";

/** A number with its interval, drawn as one line. */
export interface ForestRow {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly sign: Sign;
  /** What the numbers are, for who points at the line. */
  readonly tip: string;
}

export interface ForestOptions {
  readonly axis: string;
  /** The numbers are differences: zero has a line, and better is to the right. */
  readonly difference?: Better;
  /** Room for names on the left, in units of the drawing (default 168). */
  readonly labels?: number;
}

const ROW = 26;
const LABELS = 168;
/** Intervals that reach this many times further than the median one are cut, so that the others stay readable. */
const FAR = 6;

/** Height of a drawing with so many rows. */
export const forestHeight = (rows: number): number => rows * ROW + 52;

/** A dot and an interval per row, names on the left. */
export function forest(rows: readonly ForestRow[], { axis, difference, labels = LABELS }: ForestOptions): Markup {
  const frame: Frame = { left: labels, right: WIDTH - 14, top: 6, bottom: 6 + rows.length * ROW };
  const zero = difference !== undefined;
  const ends: Range = [frame.left + 8, frame.right - 8];
  const scale = linear(domain(rows, zero), difference === "lower" ? [ends[1], ends[0]] : ends, 5);
  const origin = zero ? line(scale.at(0), frame.top, scale.at(0), frame.bottom, "axis") : undefined;
  const lines = rows.map((row, i) => drawRow(row, frame.top + (i + 0.5) * ROW, scale, frame));
  return html`${xAxis(scale, frame, axis)}${origin}${lines}`;
}

function domain(rows: readonly ForestRow[], zero: boolean): readonly [number, number] {
  const ends = rows.flatMap(({ low, value, high }) => [low, value, high]);
  if (!zero) return extent(ends, 0.06);
  const sizes = rows.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))).filter(drawable);
  const limit = FAR * (sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? 1);
  return extent([0, ...ends.filter((x) => Math.abs(x) <= limit)], 0.06);
}

function drawRow({ name, value, low, high, sign, tip }: ForestRow, y: number, scale: Scale, frame: Frame): Child {
  const clamp = (x: number): number => Math.min(frame.right, Math.max(frame.left, x));
  const label = html`<text x="${frame.left - 8}" y="${px(y + 4)}" class="end">${cut(name, frame.left - 14)}${tooltip(clean(name))}</text>`;
  if (!drawable(value)) return [label, text(frame.left + 8, y + 4, "no score", "soft")];
  const [from, to] = [clamp(scale.at(drawable(low) ? low : value)), clamp(scale.at(drawable(high) ? high : value))];
  const bar = line(from, y, to, y, `bar ${sign}-line`);
  const at = scale.at(value);
  if (at < frame.left) return [label, bar, text(frame.left - 2, y + 4, "◂", sign)];
  if (at > frame.right) return [label, bar, text(frame.right + 2, y + 4, "▸", sign)];
  return [label, bar, mark(at, y, sign, tooltip(tip))];
}
