import type { Colors } from "../text/colors.ts";
import { width as columnsOf, padEnd, wrap } from "../text/width.ts";

/** How to print: the colours of the stream and the columns of its terminal, Infinity when it has none. */
export interface Style {
  readonly colors: Colors;
  readonly width: number;
}

/** Columns that are enough for everybody: a hint that needs more is left out, and a sentence goes on below. */
export const PRINTED = 100;

/** Columns that labels take. */
export const INDENT = 9;

/** `✔ data   text`; further lines are indented alike. */
export function labelled(label: string, text: string, { colors, width }: Style): string[] {
  const head = `${padEnd(label, INDENT - 3)} `;
  const [first = "", ...rest] = wrap(text, width - columnsOf(head) - 2);
  return [`${colors.green("✔")} ${head}${first}`, ...rest.map((line) => " ".repeat(INDENT) + line)];
}

/** `saved    text`, on one line whatever its length: it is there to be copied. */
export const copied = (label: string, text: string): string => padEnd(label, INDENT) + text;

/** A line that belongs to the one before. */
export function continued(text: string, { width }: Style): string[] {
  return wrap(text, width - INDENT).map((line) => " ".repeat(INDENT) + line);
}

/** `⚠ text` under what it is about. */
export function warned(text: string, { colors, width }: Style): string[] {
  const [first = "", ...rest] = wrap(text, width - INDENT - 2);
  return [`${" ".repeat(INDENT)}${colors.yellow("⚠")} ${first}`, ...rest.map((line) => " ".repeat(INDENT + 2) + line)];
}
