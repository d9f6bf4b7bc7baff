import { type Examples, fold, keyOf, permutation, randomOf } from "../../../src/browser.ts";
import type { Pixels, Raw } from "../data/table.ts";
import type { Settings } from "../settings.ts";
import { type Texts, TOKENS, withCodes } from "./texts.ts";

/** One split of a data set: standardized by the training rows, some of whose labels are wrong. */
export interface Split {
  readonly columns: readonly string[];
  readonly classes: readonly string[];
  /** Of a row: [columns], or that of an image for networks that look at images. */
  readonly shape: readonly number[];
  /** Where rows are a table: inputs of each column, 1 for a number and one per level for a category. */
  readonly levels?: readonly number[];
  /** Where rows are images: the training rows' bytes, which are augmented. */
  readonly image?: Pixels;
  /** Where rows are texts: the training rows as they are written, and the words that the network knows. */
  readonly texts?: Texts;
  readonly train: Examples;
  readonly validation: Examples;
  /** Class of each training row as it is learned, and whether that is wrong. */
  readonly labels: Int32Array;
  readonly wrong: Uint8Array;
  readonly validationLabels: Int32Array;
  /** Mean and standard deviation of each column over the training rows; 0 and 1 where it is not standardized. */
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

/** Most rows that validate: enough for curves that do not shake, few enough to be scored every epoch. */
const MOST_VALIDATION = 300;

/** Takes training and validation rows at random. Validation labels stay as they are. */
export function splitOf(
  given: Raw,
  { rows, wrong, seed, network }: Pick<Settings, "rows" | "wrong" | "seed" | "network">,
): Split {
  const key = fold(keyOf(seed), "playground");
  const order = permutation(given.y.length, fold(key, "split"));
  const count = Math.min(rows, given.y.length - 60);
  const [trained, held] = [order.subarray(0, count), order.subarray(count, count + MOST_VALIDATION)];
  const { raw, texts } = withCodes(given, trained);
  const { center, scale } = momentsOf(raw, trained);
  const truth = trained.map((row) => raw.y[row]!);
  const labels = mislabelled(truth, raw.classes.length, wrong / 100, key);
  const validationLabels = held.map((row) => raw.y[row]!);
  const examples = (picked: Int32Array, y: Int32Array): Examples => ({
    rows: picked.length,
    x: standardized(raw, picked, center, scale),
    y: oneHot(y, raw.classes.length),
  });
  return {
    shape: network === "convolutional" && raw.image !== undefined ? raw.image.shape : [raw.columns.length],
    ...(raw.image === undefined ? {} : { image: pickPixels(raw.image, trained) }),
    ...(texts === undefined ? {} : { texts }),
    ...(raw.levels === undefined ? {} : { levels: raw.levels }),
    ...{ columns: raw.columns, classes: raw.classes, labels, validationLabels, center, scale },
    wrong: Uint8Array.from(labels, (label, i) => (label === truth[i] ? 0 : 1)),
    train: examples(trained, labels),
    validation: examples(held, validationLabels),
  };
}

function momentsOf({ x, columns, numeric }: Raw, rows: Int32Array): Pick<Split, "center" | "scale"> {
  const width = columns.length;
  const [center, scale] = [new Float64Array(width), new Float64Array(width).fill(1)];
  for (let c = 0; c < width; c++) {
    if (!numeric[c]) continue;
    const values = Array.from(rows, (row) => x[row * width + c]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    center[c] = mean;
    scale[c] = Math.sqrt(variance) || 1;
  }
  return { center, scale };
}

function standardized(raw: Raw, rows: Int32Array, center: Float64Array, scale: Float64Array): Float32Array {
  const width = raw.columns.length;
  const at = (i: number): number => raw.x[rows[Math.floor(i / width)]! * width + (i % width)]!;
  return Float32Array.from({ length: rows.length * width }, (_, i) => (at(i) - center[i % width]!) / scale[i % width]!);
}

/** A share of the labels, rounded to whole rows, replaced by another class. */
function mislabelled(y: Int32Array, classes: number, share: number, key: ReturnType<typeof keyOf>): Int32Array {
  const random = randomOf(fold(key, "wrong labels"));
  const chosen = permutation(y.length, fold(key, "who is wrong")).subarray(0, Math.round(share * y.length));
  const labels = y.slice();
  for (const row of chosen) labels[row] = (labels[row]! + 1 + Math.floor(random.uniform() * (classes - 1))) % classes;
  return labels;
}

export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const y = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) y[row * classes + labels[row]!] = 1;
  return y;
}

function pickPixels({ shape, pixels }: Pixels, rows: Int32Array): Pixels {
  const width = shape[0] * shape[1] * shape[2];
  const picked = new Uint8Array(rows.length * width);
  for (const [i, row] of rows.entries()) picked.set(pixels.subarray(row * width, (row + 1) * width), i * width);
  return { shape, pixels: picked };
}

/** A split as the page's code reads it. */
export function jsonOf({
  shape,
  classes,
  levels,
  image,
  texts,
  train,
  validation,
  labels,
  validationLabels,
}: Split): string {
  const part = ({ x }: Examples, y: Int32Array) => ({ x: Array.from(x), y: Array.from(y) });
  const rows = { train: part(train, labels), validation: part(validation, validationLabels) };
  const bytes = image === undefined ? {} : { image: { shape: image.shape, pixels: Array.from(image.pixels) } };
  const written = texts === undefined ? {} : { text: { ...texts, tokens: TOKENS } };
  return JSON.stringify({ shape, classes: classes.length, levels, ...rows, ...bytes, ...written });
}
