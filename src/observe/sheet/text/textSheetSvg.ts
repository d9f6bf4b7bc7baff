import { fitted, type Lettering, lengthOf, moved, svgDocument, svgToPng } from "../../picture/index.ts";
import { clean, html, type Child, type Markup } from "../../report/write/html.ts";
import { line, px, text } from "../../report/draw/svg.ts";
import { type Block, boxNote, footing, heading, MARGIN } from "../origin.ts";
import { STATUS_STYLE, statusMark } from "../status.ts";
import type { TextCopy, TextRow, TextSheet } from "./types.ts";
import { changedWords, insteadOf, plainWords, type Run, type Shown, wrapped } from "./words.ts";

const WIDTH = 960;
const GAP = 36;
const COLUMN = (WIDTH - 2 * MARGIN - GAP) / 2;
const LINE = 19;
const BODY: Lettering = { size: 12.5, face: "regular" };
const BOLD: Lettering = { size: 12.5, face: "bold" };
const HEAD: Lettering = { size: 11.5, face: "bold" };

const STYLE = `${STATUS_STYLE}.body{font-size:12.5px}.head{font-size:11.5px;font-weight:700}.name{font-size:14px;font-weight:700}
.removed{fill:var(--worse);text-decoration:line-through}.added{fill:var(--better);font-weight:700;text-decoration:underline}`;

/** The listing of texts and copies as an SVG document. */
export function textSheetSvg(sheet: TextSheet): string {
  const top = heading(sheet, WIDTH);
  const rows: Markup[] = [];
  let y = top.height + 18;
  for (const [i, row] of sheet.rows.entries()) {
    const block = rowBlock(row, i);
    rows.push(moved(MARGIN, y, block.body));
    y += block.height;
  }
  const boxes = boxNote(
    sheet.rows.flatMap(({ name = "", source }) => [name, source]),
    "; .txt and .html show them",
  );
  const foot = footing({ ...sheet, notes: [...(sheet.notes ?? []), ...boxes] }, WIDTH);
  const body = [top.body, rows, moved(0, y, foot.body)];
  return svgDocument({ width: WIDTH, height: y + foot.height + 10, label: sheet.title, style: STYLE, body });
}

/** The same as a PNG. E530 where it would be longer than 4,000 pixels. */
export const textSheetPng = (sheet: TextSheet): Promise<Uint8Array> =>
  svgToPng(textSheetSvg(sheet), { todo: "show fewer texts, or write .txt or .html, which have no end" });

function rowBlock({ name = "", source, copies }: TextRow, index: number): Block {
  const title = `${index + 1}${name === "" ? "" : ` · ${clean(name)}`}`;
  const left = stack(0, [{ ...paragraph(plainWords(source)), title: text(0, 0, "original", "soft small") }]);
  const right = stack(
    COLUMN + GAP,
    copies.map((copy) => ({ ...paragraph(changedWords(source, copy.text)), title: copyTitle(copy) })),
  );
  const height = Math.max(left.height, right.height);
  const body = [
    line(0, 0, WIDTH - 2 * MARGIN, 0, "rule"),
    text(0, 26, fitted(title, WIDTH - 2 * MARGIN, { size: 14, face: "bold" }), "name"),
    moved(0, 50, [left.body, right.body]),
  ];
  return { body, height: 50 + height + 8 };
}

/** Titled paragraphs below each other. */
function stack(x: number, parts: readonly (Block & { readonly title: Child })[]): Block {
  let y = 0;
  const body = parts.map(({ title, body: words, height }) => {
    const placed = moved(x, y, [title, moved(0, LINE, words)]);
    y += LINE + height + 8;
    return placed;
  });
  return { body, height: y };
}

function copyTitle({ operation, status }: TextCopy): Child {
  const name = fitted(operation, status === undefined ? COLUMN : COLUMN - 170, HEAD);
  const mark = status === undefined ? undefined : statusMark(lengthOf(name, HEAD) + 14, 0, status);
  return [text(0, 0, name, "head"), mark];
}

const letteringOf = ({ kind }: Run): Lettering => (kind === "added" ? BOLD : BODY);

function paragraph(shown: Shown): Block {
  if (typeof shown === "string" || shown.length === 0)
    return { body: text(0, 0, insteadOf(shown), "soft body"), height: LINE };
  const space = lengthOf(" ", BODY);
  const widthOf = (runs: readonly Run[]): number =>
    runs.reduce((sum, run, i) => sum + (i > 0 && run.spaced ? space : 0) + lengthOf(run.text, letteringOf(run)), 0);
  const words = shown.map((word) => ({ ...word, text: fitted(word.text, COLUMN, letteringOf(word)) }));
  const lines = wrapped(words, COLUMN, widthOf);
  return { body: lines.map((runs, i) => drawLine(runs, i * LINE, space)), height: lines.length * LINE };
}

/** Each run at its own place, so that nothing is left to how a renderer treats spaces and directions. */
function drawLine(runs: readonly Run[], y: number, space: number): Child {
  let x = 0;
  return runs.map((run, i) => {
    x += i > 0 && run.spaced ? space : 0;
    const kind = run.kind === "same" ? "body" : `body ${run.kind}`;
    const drawn = html`<text x="${px(x)}" y="${px(y)}" class="${kind}">${clean(run.text, 2000)}</text>`;
    x += lengthOf(run.text, letteringOf(run));
    return drawn;
  });
}
