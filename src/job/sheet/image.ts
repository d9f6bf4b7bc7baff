import { fold as foldKey, type Key, keyOf } from "../../core/index.ts";
import type { image } from "../../augment/index.ts";
import { type ImageRow, imageSheet, type Origin, type Sample } from "../../observe/index.ts";
import type { ImagePolicy } from "../augment/image.ts";
import type { GivenStep } from "../augment/steps.ts";
import type { Fold } from "../prepare.ts";
import type { ImagePrepared } from "../source/image.ts";
import { drawSample, originalSample } from "./imageCells.ts";
import { namedRows, type PlannedRow, typicalRows } from "./imageRows.ts";
import { type Original, originalsOf } from "./originals.ts";
import { stepLine } from "./strength.ts";
import type { AugmentSheetOptions, Drawn } from "./types.ts";

/** Images to choose from: more than a sheet has rows. */
const ORIGINALS = 48;
/** Images that tell whether a step changes anything, and how much of the range 0 … 1 counts as a change. */
const TRIED = 8;
const SEEN = 1 / 512;

/** What rows of a sheet are drawn from. */
export interface Stock {
  readonly source: image.PixelRows;
  readonly originals: readonly Original[];
  readonly key: Key;
  /** What pixels are multiplied by to be seen. */
  readonly gain: number;
}

export const at = ({ originals }: Pick<Stock, "originals">, i: number): Original => originals[i % originals.length]!;

/** Training images of a fold, one of each class in turn. */
export function stockOf({ shape, pixels }: ImagePrepared["set"], fold: Fold, seed: number): Stock {
  const source = { pixels: (row: number) => pixels.bytes(row), shape };
  const originals = originalsOf(fold, ORIGINALS);
  return { source, originals, key: foldKey(keyOf(seed), "sheet"), gain: gainOf(source, originals) };
}

/** Whether a policy changes any of the first images. */
const changesAny =
  (stock: Stock) =>
  (policy: ImagePolicy): boolean =>
    stock.originals.slice(0, TRIED).some((own, i) => {
      const drawn = drawSample(policy, stock.source, [own, at(stock, i + 1)], foldKey(stock.key, "tried", i));
      const { data } = originalSample(stock.source, own).image;
      return drawn.image.data.some((value, pixel) => Math.abs(value - data[pixel]!) > SEEN);
    });

/** Images that use no more than this part of the range are shown brighter. */
const DARK = 0.25;

/** 1, or what brings the brightest pixel to white where images hold small numbers alone, such as 0 … 16. */
function gainOf(source: image.PixelRows, originals: readonly Original[]): number {
  const brightest = originals.reduce(
    (most, own) => originalSample(source, own).image.data.reduce((a, b) => Math.max(a, b), most),
    0,
  );
  return brightest > 0 && brightest <= DARK ? 1 / brightest : 1;
}

const brighter = ({ label, image: { data, ...size } }: Sample, gain: number): Sample => ({
  ...{ label, image: { ...size, data: gain === 1 ? data : data.map((value) => gain * value) } },
});

/** What a reader should know of images that are shown brighter than they are. */
export const brightnessNotes = ({ gain }: Stock): string[] =>
  gain === 1 ? [] : [`Shown brighter: no value is above ${Math.round(255 / gain)} of 255.`];

/** A row with its image and its samples; what mixes takes images of the rows that follow. */
export function drawRow(stock: Stock, { name, details, cells }: PlannedRow, place: number): ImageRow {
  const { source, gain } = stock;
  const own = at(stock, place);
  const samples = cells.map(({ policy, caption }, i) => {
    const key = foldKey(stock.key, "row", place, i);
    const { label, image: drawn } = drawSample(policy, source, [own, at(stock, place + 1 + i)], key);
    return brighter({ label: caption ?? label, image: drawn }, gain);
  });
  const { label, image: original } = brighter(originalSample(source, own), gain);
  // Where the row is called like its image, the image needs no name.
  return {
    name: name ?? label,
    details,
    original: { label: name === undefined ? "" : label, image: original },
    samples,
  };
}

/** What stands below the title. */
function subtitleOf(
  steps: readonly GivenStep[],
  isTypical: boolean,
  [channels, height, width]: image.PixelRows["shape"],
) {
  const what = isTypical
    ? `${steps.length} operations at typical strengths`
    : steps.length === 1
      ? stepLine("image", steps[0]!)
      : `${steps.length} steps, each alone and all together`;
  return `${what} · ${height} × ${width} pixels, ${channels === 1 ? "grey" : "colour"}`;
}

/** A contact sheet of images: a row per operation, or per image where there is one operation. */
export async function sheetOfImages(
  { set }: ImagePrepared,
  fold: Fold,
  { augment, samples = 6, seed = 42 }: AugmentSheetOptions,
  origin: Origin,
): Promise<Drawn> {
  const { shape } = set;
  const stock = stockOf(set, fold, seed);
  const planned =
    augment === undefined
      ? typicalRows(shape, samples, stock.key, changesAny(stock))
      : { rows: namedRows(augment, shape, samples), steps: augment, leftOut: [] };
  const { steps, leftOut } = planned;
  const rows = planned.rows.map((row, i) => drawRow(stock, row, i));
  const notes = [
    ...(leftOut.length === 0 ? [] : [`Left out, for they leave these images as they are: ${leftOut.join(", ")}.`]),
    ...brightnessNotes(stock),
  ];
  const subtitle = subtitleOf(steps, augment === undefined, shape);
  const content = await imageSheet({ ...origin, subtitle, notes: [...notes, ...(origin.notes ?? [])], rows });
  return {
    operations: steps.map((step) => stepLine("image", step)),
    trainingRows: fold.train.rows,
    shown: [...new Set(planned.rows.map((_, i) => at(stock, i).row))],
    content,
  };
}
