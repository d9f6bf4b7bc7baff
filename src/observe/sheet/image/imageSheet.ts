import { RegularizeError } from "../../../core/index.ts";
import { fitted, LONGEST, moved, type Raster, svgDocument, svgToPng } from "../../picture/index.ts";
import { type Child, html, type Markup } from "../../report/write/html.ts";
import { line, px, text } from "../../report/draw/svg.ts";
import { type Block, boxNote, footing, heading, MARGIN } from "../origin.ts";
import { STATUS_STYLE, statusMark } from "../status.ts";
import { type Cell, CAPTION_LINE, DETAIL_LINE, type LaidRow, type Layout, layout, NAMES, SCALE } from "./layout.ts";
import { pixelsAt } from "./raster.ts";
import type { ImageSheet } from "./types.ts";

/** Boxes for the images in pixels; the first that fits the page is taken. */
const TARGETS = [168, 144, 120, 96, 72, 56] as const;
const TODO = "show fewer rows, or fewer samples in each";
/** Between the heading and the rows. */
const COLUMN_HEADS = 32;

const STYLE = `${STATUS_STYLE}.frame{fill:none;stroke:var(--rule)}.name{font-size:13px;font-weight:700}.caption{font-size:10.5px;font-stretch:condensed;text-anchor:middle}`;

/**
 * A contact sheet as a PNG: a row per operation or class with its name, the original and its samples. Images of up to 84 pixels are
 * enlarged by whole factors, so that their pixels show; larger ones are fitted. Nothing to show is E531, what fits no picture
 * of 4,000 × 4,000 pixels or 10 MB is E530.
 */
export async function imageSheet(sheet: ImageSheet): Promise<Uint8Array> {
  if (sheet.rows.every(({ original, samples }) => original === undefined && samples.length === 0))
    throw new RegularizeError({ code: "E531", message: "There is nothing to draw", expected: "at least one image" });
  return draw(sheet, TARGETS);
}

/** Draws with boxes of the first size; with those of the next one where the picture would be too large. */
async function draw(sheet: ImageSheet, [target, ...smaller]: readonly number[]): Promise<Uint8Array> {
  const page = compose(sheet, layout(sheet.rows, target!));
  if (smaller.length > 0 && SCALE * Math.max(page.width, page.height) > LONGEST) return draw(sheet, smaller);
  const rasters = await Promise.all(page.cells.map(rasterOf));
  try {
    return await svgToPng(page.svg, { scale: SCALE, rasters, todo: TODO });
  } catch (error) {
    if (smaller.length === 0 || !(error instanceof RegularizeError)) throw error;
    return draw(sheet, smaller);
  }
}

/** A cell in units of the page. */
interface Placed {
  readonly cell: Cell;
  readonly y: number;
}

interface Page {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Placed[];
}

async function rasterOf({ cell, y }: Placed): Promise<Raster> {
  const size = { width: SCALE * cell.width, height: SCALE * cell.height };
  return { ...(await pixelsAt(cell.sample.image, size)), x: SCALE * cell.x, y: SCALE * y };
}

function compose(sheet: ImageSheet, laid: Layout): Page {
  const { width, rows } = laid;
  const boxes = boxNote(sheet.rows.flatMap(({ name, details = [] }) => [name, ...details]));
  const head = heading(sheet, width);
  const foot = footing({ ...sheet, notes: [...(sheet.notes ?? []), ...boxes] }, width);
  const top = head.height + COLUMN_HEADS;
  const height = top + laid.height + foot.height + 10;
  const body = [
    head.body,
    columnHeads(laid, head),
    rows.map((row, i) => drawRow(row, top + row.y, i > 0 ? width : 0)),
    laid.line === undefined ? undefined : line(laid.line, top - 6, laid.line, top + laid.height - 14, "rule"),
    moved(0, top + laid.height, foot.body),
  ];
  const cells = rows.flatMap((row) => row.cells.map((cell) => ({ cell, y: top + row.y + cell.y })));
  return { svg: svgDocument({ width, height, label: sheet.title, style: STYLE, body }), width, height, cells };
}

const columnHeads = ({ line: apart, originals, samples }: Layout, { height }: Block): Child =>
  apart === undefined
    ? undefined
    : [text(originals, height + 14, "original", "soft small"), text(samples, height + 14, "augmented", "soft small")];

function drawRow({ row, details, cells }: LaidRow, y: number, ruled: number): Markup {
  const name = fitted(row.name, NAMES, { size: 13, face: "bold" });
  const words = [
    text(MARGIN, y + 12, name, "name"),
    details.map((detail, i) => text(MARGIN, y + 29 + i * DETAIL_LINE, detail, "small soft")),
    row.status === undefined ? undefined : statusMark(MARGIN, y + 33 + details.length * DETAIL_LINE, row.status),
  ];
  const rule = ruled > 0 ? line(MARGIN, y - 9, ruled - MARGIN, y - 9, "grid") : undefined;
  return html`${rule}${words}${cells.map((cell) => drawCell(cell, y))}`;
}

/** The frame, which lies around the image, and what stands below it. */
function drawCell({ x, y, middle, width, height, caption }: Cell, top: number): Child {
  const frame = html`<rect x="${px(x - 0.5)}" y="${px(top + y - 0.5)}" width="${px(width + 1)}" height="${px(height + 1)}" class="frame"/>`;
  return [frame, caption.map((part, i) => text(middle, top + y + height + 13 + i * CAPTION_LINE, part, "caption"))];
}
