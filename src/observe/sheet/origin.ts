import { type Child, clean, html, type Markup } from "../report/write/html.ts";
import { hidePaths } from "../paths.ts";
import { counted } from "../report/write/format.ts";
import { line, text } from "../report/draw/svg.ts";
import { fitted, folded, unpictured } from "../picture/index.ts";

/** What a sheet shows and how it is made again; written above and below it. */
export interface Origin {
  readonly title: string;
  /** One line below the title: how many images, rows, operations … */
  readonly subtitle?: string;
  /** Name of the data. */
  readonly data: string;
  readonly seed: number;
  /** What makes the same sheet again. */
  readonly command: string;
  /** What a reader should know beside it. */
  readonly notes?: readonly string[];
}

/** A part of a page and its height in units. */
export interface Block {
  readonly body: Child;
  readonly height: number;
}

/** Space around what a page shows, in units. */
export const MARGIN = 28;

const outside = (content: string, limit = 200): string => clean(hidePaths(content.slice(0, 8 * limit)), limit);

export const titleLine = ({ title }: Origin): string => outside(title);

/** `fashion · seed 42`: what a sheet is of. Absolute paths are cut to their last part. */
export const sourceLine = ({ data, seed }: Origin): string => `${outside(data)} · seed ${seed}`;

export const commandLine = ({ command }: Origin): string => outside(command, 400);

export const noteLines = ({ notes = [] }: Origin): string[] => notes.slice(0, 12).map((note) => outside(note, 400));

/** What the shipped faces cannot draw is said, never left to be guessed. */
export function boxNote(texts: readonly string[], instead = ""): string[] {
  const boxes = unpictured(texts.map((content) => content.slice(0, 2000)).join(""));
  return boxes === 0 ? [] : [`${counted(boxes, "character")} without a picture in the font: shown as □${instead}.`];
}

/** Title and subtitle. */
export function heading({ title, subtitle }: Origin, width: number): Block {
  const room = width - 2 * MARGIN;
  return {
    body: [
      text(MARGIN, 42, fitted(outside(title), room, { size: 18, face: "bold" }), "title"),
      subtitle === undefined
        ? undefined
        : text(MARGIN, 62, fitted(outside(subtitle, 400), room, { size: 12, face: "regular" }), "soft"),
    ],
    height: subtitle === undefined ? 56 : 76,
  };
}

/** A rule, the notes, what the sheet is of and the command that makes it again. */
export function footing(origin: Origin, width: number): Block {
  const room = width - 2 * MARGIN;
  const small = { size: 11, face: "regular" } as const;
  const lines: Markup[] = [];
  const add = (content: string, kind: string): void => {
    lines.push(text(MARGIN, 22 + 16 * lines.length, content, kind));
  };
  for (const note of noteLines(origin)) for (const part of folded(note, room, 3, small)) add(part, "small");
  add(fitted(sourceLine(origin), room, small), "small soft");
  for (const part of folded(commandLine(origin), room, 3, { size: 11, face: "mono" })) add(part, "small soft mono");
  return { body: html`${line(MARGIN, 0, width - MARGIN, 0, "rule")}${lines}`, height: 22 + 16 * lines.length + 8 };
}
