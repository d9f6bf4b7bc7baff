import { folded } from "../../picture/index.ts";
import { MARGIN } from "../origin.ts";
import { sizesOn } from "./raster.ts";
import type { ImageRow, Sample } from "./types.ts";

/** Pixels of the picture per unit. */
export const SCALE = 2;
/** Width of the names in units. */
export const NAMES = 178;
const GAP = 14;
/** More room on either side of the line between originals and samples. */
const APART = 8;
const ROW_GAP = 16;
const CAPTION = { size: 10.5, face: "condensed" } as const;
export const CAPTION_LINE = 13;
const DETAIL = { size: 11, face: "regular" } as const;
export const DETAIL_LINE = 15;

/** A sample in its place; units, relative to its row. */
export interface Cell {
  readonly sample: Sample;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
  /** Of its column. */
  readonly middle: number;
  readonly width: number;
  readonly height: number;
  readonly caption: readonly string[];
}

export interface LaidRow {
  readonly row: ImageRow;
  /** From the top of the rows, and how much is its own. */
  readonly y: number;
  readonly height: number;
  readonly details: readonly string[];
  readonly cells: readonly Cell[];
}

export interface Layout {
  /** Of the page. */
  readonly width: number;
  /** Of all rows. */
  readonly height: number;
  readonly rows: readonly LaidRow[];
  /** The line between originals and samples, when there are originals. */
  readonly line: number | undefined;
  /** Where originals and samples start. */
  readonly originals: number;
  readonly samples: number;
}

const MIN_COLUMN = 64;

interface Columns {
  /** Size of an image on the sheet, in pixels. */
  readonly sizeOf: (sample: Sample) => { readonly height: number; readonly width: number };
  /** Units: width of a column, and where originals and samples start. */
  readonly column: number;
  readonly originals: number;
  readonly samples: number;
  readonly hasOriginals: boolean;
}

const samplesOf = ({ original, samples }: ImageRow): readonly Sample[] =>
  original === undefined ? samples : [original, ...samples];

function columnsFor(rows: readonly ImageRow[], target: number): Columns {
  const all = rows.flatMap(samplesOf);
  const sizes = sizesOn(
    all.map(({ image }) => image),
    target,
  );
  const sizeOf = new Map(all.map((sample, i) => [sample, sizes[i]!]));
  const widest = sizes.reduce((most, { width }) => Math.max(most, width), 0) / SCALE;
  const column = Math.max(MIN_COLUMN, Math.ceil(widest));
  const originals = MARGIN + NAMES + GAP;
  const hasOriginals = rows.some(({ original }) => original !== undefined);
  return {
    ...{ sizeOf: (sample) => sizeOf.get(sample)!, column, originals, hasOriginals },
    samples: hasOriginals ? originals + column + 2 * APART + GAP : originals,
  };
}

/** A sample in its column; corners lie between pixels, so that nothing is blurred. */
function place(sample: Sample, left: number, tallest: number, { sizeOf, column }: Columns): Cell {
  const { width, height } = sizeOf(sample);
  const middle = left + column / 2;
  return {
    ...{ sample, middle, width: width / SCALE, height: height / SCALE },
    x: Math.round(SCALE * middle - width / 2) / SCALE,
    y: Math.floor((tallest - height) / 2) / SCALE,
    caption: sample.label === "" ? [] : folded(sample.label, column + GAP - 4, 3, CAPTION),
  };
}

function placeRow(row: ImageRow, y: number, columns: Columns): LaidRow {
  const { originals, samples, column, sizeOf } = columns;
  const tallest = samplesOf(row).reduce((most, sample) => Math.max(most, sizeOf(sample).height), 0);
  const cells = row.samples.map((sample, i) => place(sample, samples + i * (column + GAP), tallest, columns));
  if (row.original !== undefined) cells.unshift(place(row.original, originals, tallest, columns));
  const details = (row.details ?? []).slice(0, 4).flatMap((detail) => folded(detail, NAMES, 3, DETAIL));
  const words = 15 + details.length * DETAIL_LINE + (row.status === undefined ? 0 : 20);
  const captions = cells.reduce((lines, { caption }) => Math.max(lines, caption.length), 0);
  const pictures = tallest / SCALE + (captions > 0 ? 4 + captions * CAPTION_LINE : 0);
  return { row, y, height: Math.ceil(Math.max(words, pictures)) + ROW_GAP, details, cells };
}

/** Everything in its place, for images in boxes of `target` pixels. */
export function layout(rows: readonly ImageRow[], target: number): Layout {
  const columns = columnsFor(rows, target);
  const { originals, samples, column, hasOriginals } = columns;
  let height = 0;
  const laid = rows.map((row) => {
    const placed = placeRow(row, height, columns);
    height += placed.height;
    return placed;
  });
  const most = rows.reduce((n, row) => Math.max(n, row.samples.length), 0);
  return {
    width: Math.max(520, samples + most * (column + GAP) - GAP + MARGIN),
    ...{ height, rows: laid, originals, samples },
    line: hasOriginals ? originals + column + GAP / 2 + APART : undefined,
  };
}
