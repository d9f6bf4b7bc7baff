import { type BatchSource, type Examples, fold, keyOf, text, type Trainer } from "../../../src/browser.ts";
import { PIXEL } from "../data/table.ts";
import type { Settings } from "../settings.ts";
import { rewritten } from "./batches.ts";
import { BINS, GRID, type Look, type Plane, SHOWN_IMAGES, SHOWN_TEXTS, type Weights } from "./messages.ts";
import type { Split } from "./rows.ts";
import { thesaurusOf } from "./texts.ts";

/** Half the width of the histogram of weights. */
const MOST_WEIGHT = 1.5;
const WEIGHT_BINS = 61;

/** The part of the plane that holds all points, with a margin, and the points in the units of the data. */
export function planeOf({ columns, train, validation, center, scale }: Split): Plane | undefined {
  if (columns.length !== 2) return undefined;
  const inUnits = (x: Float32Array): Float32Array => x.map((value, i) => value * scale[i % 2]! + center[i % 2]!);
  const points = [train, validation].map(({ x }) => inUnits(x as Float32Array));
  const bound = (axis: 0 | 1): readonly [number, number] => {
    const values = points.flatMap((part) => Array.from(part).filter((_, i) => i % 2 === axis));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [low - 0.06 * (high - low), high + 0.06 * (high - low)];
  };
  const [a, b] = [bound(0), bound(1)];
  return { train: points[0]!, validation: points[1]!, low: [a[0], b[0]], high: [a[1], b[1]] };
}

/** Standardized inputs of the grid's points, from the upper left corner. */
export function gridOf({ low, high }: Plane, { center, scale }: Split): Float32Array {
  const x = new Float32Array(2 * GRID * GRID);
  for (let i = 0; i < GRID * GRID; i++) {
    const [across, down] = [(i % GRID) / (GRID - 1), Math.floor(i / GRID) / (GRID - 1)];
    x[2 * i] = (low[0] + across * (high[0] - low[0]) - center[0]!) / scale[0]!;
    x[2 * i + 1] = (high[1] - down * (high[1] - low[1]) - center[1]!) / scale[1]!;
  }
  return x;
}

/** The rows that were added to those of the data, in its units. */
function addedTo({ train, columns, center, scale }: Split, { rows, x, y }: Examples): Look["added"] {
  if (rows === train.rows) return undefined;
  const [width, classes] = [columns.length, y.length / rows];
  const points = (x as Float32Array).slice(train.x.length).map((v, i) => v * scale[i % width]! + center[i % width]!);
  const labelOf = (row: number): number => y.subarray(row * classes, (row + 1) * classes).indexOf(1);
  const labels = Int32Array.from({ length: rows - train.rows }, (_, i) => labelOf(train.rows + i));
  return { labels, points: width === 2 ? points : undefined };
}

/** What is looked at beside the rows. */
export interface Wanted {
  readonly grid: Float32Array | undefined;
  /** The rows that are learned, and batches of them. */
  readonly learned: Examples;
  readonly source: BatchSource;
  readonly settings: Settings;
  readonly epoch: number;
}

/** What a trainer's network is like: scored as it would be used. */
export async function lookOf(trainer: Trainer, split: Split, wanted: Wanted): Promise<Look> {
  const { grid } = wanted;
  const look = async (): Promise<Look> => {
    const train = await answersTo(trainer, split.train, split.labels);
    const validation = await answersTo(trainer, split.validation, split.validationLabels);
    return {
      grid: grid === undefined ? undefined : await trainer.predict(grid, GRID * GRID),
      confidence: { train: train.confidence, validation: validation.confidence },
      ...{
        confusion: validation.confusion,
        drawn: await drawnImages(split, wanted),
        texts: drawnTexts(split, wanted),
        added: addedTo(split, wanted.learned),
        weights: weightsOf(trainer),
      },
    };
  };
  return trainer.averages ? trainer.withAverage(look, split.train) : look();
}

/** How sure the network is of the true class of each row, and which it takes for which. */
async function answersTo(
  trainer: Trainer,
  { x, rows }: Examples,
  labels: Int32Array,
): Promise<{ readonly confidence: Float32Array; readonly confusion: Uint32Array }> {
  const predictions = await trainer.predict(x, rows);
  const classes = predictions.length / rows;
  const [confidence, confusion] = [new Float32Array(BINS), new Uint32Array(classes * classes)];
  for (let row = 0; row < rows; row++) {
    const chances = predictions.subarray(row * classes, (row + 1) * classes);
    const bin = Math.min(BINS - 1, Math.floor(chances[labels[row]!]! * BINS));
    confidence[bin] = confidence[bin]! + 1 / rows;
    const cell = labels[row]! * classes + chances.indexOf(Math.max(...chances));
    confusion[cell] = confusion[cell]! + 1;
  }
  return { confidence, confusion };
}

/** The first training texts as an epoch would have them. */
function drawnTexts({ texts }: Split, { settings, epoch }: Wanted): readonly string[] | undefined {
  const key = fold(keyOf(settings.seed), "shown texts", epoch);
  const thesaurus = texts && thesaurusOf(texts);
  const shown = texts?.texts.slice(0, SHOWN_TEXTS).map((one) => text.passageOf(one, thesaurus));
  return shown?.map((passage, row) => text.textOf(rewritten(settings, passage, fold(key, row))));
}

/** The first training images as a batch of an epoch would have them. */
async function drawnImages({ image, train }: Split, wanted: Wanted): Promise<Float32Array | undefined> {
  if (image === undefined) return undefined;
  const rows = Int32Array.from({ length: Math.min(SHOWN_IMAGES, train.rows) }, (_, row) => row);
  const key = fold(keyOf(wanted.settings.seed), "shown images", wanted.epoch);
  const { x } = (await wanted.source.draw(rows, { epoch: wanted.epoch, key })) as Examples;
  return Float32Array.from(x, (value) => value * PIXEL.std[0]! + PIXEL.mean[0]!);
}

function weightsOf(trainer: Trainer): Weights {
  const counts = new Uint32Array(WEIGHT_BINS);
  let squares = 0;
  for (const [name, { data }] of Object.entries(trainer.tensors())) {
    if (!name.endsWith(".weight") || trainer.layout.parameters.every((place) => place.name !== name)) continue;
    for (const weight of data) {
      const bin = Math.floor(((weight + MOST_WEIGHT) / (2 * MOST_WEIGHT)) * WEIGHT_BINS);
      const at = Math.min(WEIGHT_BINS - 1, Math.max(0, bin));
      counts[at] = counts[at]! + 1;
      squares += weight * weight;
    }
  }
  const { zero, weights } = trainer.zeros();
  return { counts, most: MOST_WEIGHT, zeros: zero, total: weights, norm: Math.sqrt(squares) };
}
