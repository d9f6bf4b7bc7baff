import { clean, padEnd, truncate, width as columnsOf, wrap } from "../../../core/text.ts";
import { commandLine, noteLines, sourceLine, titleLine } from "../origin.ts";
import { STATUS_WORDS } from "../status.ts";
import type { TextCopy, TextRow, TextSheet } from "./types.ts";
import { changedWords, insteadOf, plainWords, type Run, type Shown, type Word, wrapped } from "./words.ts";

/** How the parts of a listing are marked. Colours take no room; what else is added does. */
export interface Marks {
  readonly removed: (text: string) => string;
  readonly added: (text: string) => string;
  /** Names of texts and operations. */
  readonly strong: (text: string) => string;
  /** Lines, notes. */
  readonly soft: (text: string) => string;
}

const same = (text: string): string => text;

/** `[-old-] {+new+}`, as wdiff and git print it: for files, and for terminals without colours. */
export const plainMarks: Marks = {
  removed: (text) => `[-${text}-]`,
  added: (text) => `{+${text}+}`,
  strong: same,
  soft: same,
};

const ansi =
  (...codes: readonly number[]) =>
  (text: string): string =>
    `\u001b[${codes.join(";")}m${text}\u001b[0m`;

/** Struck out and underlined, so that colours say nothing alone. */
export const ansiMarks: Marks = { removed: ansi(9, 31), added: ansi(1, 4, 34), strong: ansi(1), soft: ansi(2) };

export interface ListingOptions {
  /** Columns of the terminal or file (default 100, at least 40). */
  readonly width?: number;
  /** Default: `plainMarks`. */
  readonly marks?: Marks;
}

/** Columns below which copies stand under their source, not beside it. */
const NARROW = 64;

interface Style {
  readonly marks: Marks;
  readonly column: number;
}

/** A listing of texts and their copies side by side, changed words marked. Whitespace of any width counts as one space. */
export function textSheet(sheet: TextSheet, { width = 100, marks = plainMarks }: ListingOptions = {}): string {
  const columns = Math.max(40, width);
  const beside = columns >= NARROW;
  const style = { marks, column: beside ? Math.floor((columns - 5) / 2) : columns - 2 };
  const rows = sheet.rows.flatMap((row, i) => [rowName(row, i, columns, marks), ...rowLines(row, style, beside), ""]);
  const told = [...noteLines(sheet), sourceLine(sheet), commandLine(sheet)].flatMap((line) =>
    wrap(clean(line), columns),
  );
  const head = [
    marks.strong(clean(titleLine(sheet))),
    ...(sheet.subtitle === undefined ? [] : [clean(sheet.subtitle)]),
  ];
  return `${[...head, "", ...rows, ...told.map(marks.soft)].join("\n")}\n`;
}

const rowName = ({ name = "" }: TextRow, index: number, columns: number, { strong }: Marks): string =>
  strong(truncate(`${index + 1}${name === "" ? "" : ` · ${clean(name)}`}`, columns));

function rowLines({ source, copies }: TextRow, style: Style, beside: boolean): string[] {
  const { marks, column } = style;
  const left = [marks.soft("original"), ...shownLines(plainWords(source), style)];
  const right = copies.flatMap((copy, i) => [...(i > 0 ? [""] : []), ...copyLines(source, copy, style)]);
  if (!beside) return [...left, "", ...right].map((line) => `  ${line}`.trimEnd());
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) =>
    `  ${padEnd(left[i] ?? "", column)} ${marks.soft("│")} ${right[i] ?? ""}`.trimEnd(),
  );
}

function copyLines(source: string, { operation, text, status }: TextCopy, style: Style): string[] {
  const { marks, column } = style;
  const name = `${clean(operation)}${status === undefined ? "" : ` · ${STATUS_WORDS[status]}`}`;
  return [marks.strong(truncate(name, column)), ...shownLines(changedWords(source, text), style)];
}

function shownLines(words: Shown, style: Style): string[] {
  return typeof words === "string" || words.length === 0 ? [style.marks.soft(insteadOf(words))] : linesOf(words, style);
}

/** Words as lines of a column; what would act on the terminal is shown. */
function linesOf(words: readonly Word[], { marks, column }: Style): string[] {
  const drawn = ({ kind, text }: Run): string => (kind === "same" ? text : marks[kind](text));
  const line = (runs: readonly Run[]): string =>
    runs.map((run, i) => (i > 0 && run.spaced ? " " : "") + drawn(run)).join("");
  const shown = words.map((word) => ({ ...word, text: truncate(clean(word.text), column - 4) }));
  return wrapped(shown, column, (runs) => columnsOf(line(runs))).map(line);
}
