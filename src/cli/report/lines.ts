import type { Colors } from "../text/colors.ts";
import { padEnd, wrap } from "../text/width.ts";

/** How to print: the colours of the stream and the columns of its terminal, Infinity when it has none. */
export interface Style {
  readonly colors: Colors;
  readonly width: number;
}

const INDENT = 9;

/** `✔ data   text`, or `saved    text` without the tick; further lines are indented alike. */
export function labelled(label: string, text: string, { colors, width }: Style, tick = true): string[] {
  const head = tick ? `${colors.green("✔")} ${padEnd(label, INDENT - 3)} ` : `${padEnd(label, INDENT - 1)} `;
  const [first = "", ...rest] = wrap(text, width - INDENT - (label.length > INDENT - 3 && tick ? 1 : 0));
  return [head + first, ...rest.map((line) => " ".repeat(INDENT) + line)];
}

/** A line that belongs to the one before. */
export function continued(text: string, { width }: Style): string[] {
  return wrap(text, width - INDENT).map((line) => " ".repeat(INDENT) + line);
}

/** `⚠ text` under what it is about. */
export function warned(text: string, { colors, width }: Style): string[] {
  const [first = "", ...rest] = wrap(text, width - INDENT - 2);
  return [`${" ".repeat(INDENT)}${colors.yellow("⚠")} ${first}`, ...rest.map((line) => " ".repeat(INDENT + 2) + line)];
}
