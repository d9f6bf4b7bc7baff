import { RegularizeError } from "../core/index.ts";
import { readIdx } from "./idx.ts";

/** Images and their classes as rows for a network. */
export interface Images {
  readonly rows: number;
  /** [rows, …shape] */
  readonly x: Float32Array;
  /** [rows, classes], one-hot. */
  readonly y: Float32Array;
  /** [channels, height, width] */
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly classes: number;
}

export interface ImageOptions {
  /** Taken from the brightness, which is in [0, 1] (default 0), … */
  readonly mean?: number;
  /** … which is then divided by this (default 1). */
  readonly deviation?: number;
  /** Number of classes (default: 1 + the largest label). */
  readonly classes?: number;
}

const misfit = (where: string, message: string, expected: string, received: string): RegularizeError =>
  new RegularizeError({ code: "E241", where, message: `${where}: ${message}`, expected, received });

/**
 * Reads images [rows, height, width] and labels [rows] of a pair of IDX files, gzipped or not, as MNIST's are published.
 * Throws E210 and E240 as `readIdx` does, and E241 for files that do not belong together and labels that are no class.
 *
 * @example
 * const train = await readImages("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", { mean: 0.286, deviation: 0.353 });
 */
export async function readImages(images: string, labels: string, options: ImageOptions = {}): Promise<Images> {
  const [pixels, marks] = await Promise.all([readIdx(images), readIdx(labels)]);
  const [rows, height, width] = pixels.shape;
  if (rows === undefined || height === undefined || width === undefined || pixels.shape.length > 3)
    throw misfit(images, "its entries are not images", "[rows, height, width]", `[${pixels.shape.join(", ")}]`);
  if (marks.shape.length !== 1 || marks.shape[0] !== rows)
    throw misfit(labels, "it is not one label per image", `[${rows}]`, `[${marks.shape.join(", ")}]`);
  const {
    mean = 0,
    deviation = 1,
    classes = 1 + marks.data.reduce((most, label) => Math.max(most, label), 0),
  } = options;
  const values = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / deviation);
  const y = new Float32Array(rows * classes);
  for (const [row, label] of marks.data.entries()) {
    if (label >= classes) throw misfit(labels, `label ${row + 1} is no class`, `below ${classes}`, String(label));
    y[row * classes + label] = 1;
  }
  // Float32Array.from makes a list of them first.
  const x = new Float32Array(pixels.data.length);
  for (let i = 0; i < x.length; i++) x[i] = values[pixels.data[i]!]!;
  return { rows, x, y, shape: [1, height, width], classes };
}
