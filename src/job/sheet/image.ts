import { fold as foldKey, type Key, keyOf } from "../../core/index.ts";
import type { image } from "../../augment/index.ts";
import { type ImageRow, imageSheet, type Origin } from "../../observe/index.ts";
import type { ImagePolicy } from "../augment/image.ts";
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
interface Stock {
  readonly source: image.PixelRows;
  readonly originals: readonly Original[];
  readonly key: Key;
}

const at = ({ originals }: Stock, i: number): Original => originals[i % originals.length]!;

/** Whether a policy changes any of the first images. */
const changesAny =
  (stock: Stock) =>
  (policy: ImagePolicy): boolean =>
    stock.originals.slice(0, TRIED).some((own, i) => {
      const drawn = drawSample(policy, stock.source, [own, at(stock, i + 1)], foldKey(stock.key, "tried", i));
      const { data } = originalSample(stock.source, own).image;
      return drawn.image.data.some((value, pixel) => Math.abs(value - data[pixel]!) > SEEN);
    });

/** A row with its image and its samples; what mixes takes images of the rows that follow. */
function drawRow(stock: Stock, { name, details, cells }: PlannedRow, place: number): ImageRow {
  const own = at(stock, place);
  const samples = cells.map(({ policy, caption }, i) => {
    const key = foldKey(stock.key, "row", place, i);
    const { label, image: drawn } = drawSample(policy, stock.source, [own, at(stock, place + 1 + i)], key);
    return { label: caption ?? label, image: drawn };
  });
  return { name: name ?? own.caption, details, original: originalSample(stock.source, own), samples };
}

/** A contact sheet of images: a row per operation, or per image where there is one operation. */
export async function sheetOfImages(
  { set }: ImagePrepared,
  fold: Fold,
  { augment, samples = 6, seed = 42 }: AugmentSheetOptions,
  origin: Origin,
): Promise<Drawn> {
  const { shape, pixels } = set;
  const source = { pixels: (row: number) => pixels.bytes(row), shape };
  const stock = { source, originals: originalsOf(fold, ORIGINALS), key: foldKey(keyOf(seed), "sheet") };
  const planned =
    augment === undefined
      ? typicalRows(shape, samples, stock.key, changesAny(stock))
      : { rows: namedRows(augment, shape, samples), steps: augment, leftOut: [] };
  const rows = planned.rows.map((row, i) => drawRow(stock, row, i));
  const operations = planned.steps.map((step) => stepLine("image", step));
  const what = augment === undefined ? `${operations.length} operations at typical strengths` : operations.join(", ");
  const [channels, height, width] = shape;
  const size = `${height} × ${width} pixels, ${channels === 1 ? "grey" : "colour"}`;
  const { leftOut } = planned;
  const notes =
    leftOut.length === 0 ? [] : [`Left out, for they leave these images as they are: ${leftOut.join(", ")}.`];
  const sheet = { ...origin, subtitle: `${what} · ${size}`, notes: [...notes, ...(origin.notes ?? [])], rows };
  const shown = planned.rows.map((_, i) => at(stock, i).row);
  const trainingRows = fold.train.rows;
  return { operations, trainingRows, shown: [...new Set(shown)], content: await imageSheet(sheet) };
}
