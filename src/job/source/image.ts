import { inferTask, info, readImageSet, type ImageSet } from "../../data/index.ts";
import { imageBatches, imageCopies } from "../augment/image.ts";
import { checkSizes } from "../augment/imageSizes.ts";
import { threadedImageBatches } from "../augment/imageThreads.ts";
import type { DataOptions } from "../types.ts";
import type { Encoded } from "./fold.ts";
import { type Divided, divide } from "./prepared.ts";
import { checkRelations, imageRelations } from "./imageRelations.ts";
import { outputsOf, tableReading, taskOptions } from "./table.ts";

/** Images, read and decoded once; folds are cut from them. */
export interface ImagePrepared extends Divided {
  readonly kind: "image";
  readonly set: ImageSet;
  /** The column of paths, where the user named it. */
  readonly column?: string;
}

/** What a run remembers of how its images were prepared. */
export interface ImageInput {
  readonly kind: "image";
  readonly image: {
    readonly version: 1;
    /** [channels, height, width]: what other images are converted and resized to. */
    readonly shape: readonly [channels: number, height: number, width: number];
    /** Of tables, the column of paths that the user named. */
    readonly column?: string;
  };
}

/** Reads and decodes the images, infers the task and seals the test rows. Throws E1xx and E2xx. */
export async function prepareImages(options: DataOptions, seed: number): Promise<ImagePrepared> {
  const read = tableReading(options);
  await checkRelations(options, read);
  const { data, target, image, imageSize: size, channels } = options;
  const named = { target, image, size, channels, read };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  const start = performance.now();
  const set = await readImageSet(data, Object.fromEntries(given));
  const { notices: related, hash, ...relations } = await imageRelations(set, options, read);
  const table = { path: set.path, rows: set.rows, columns: [set.target], notices: [], hash };
  const { task, notices } = await inferTask({ ...table, format: "csv" }, set.target.name, taskOptions(options));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const described = `${set.rows.toLocaleString("en-US")} images in ${seconds} s`;
  const found = {
    data: { path: set.path, hash, rows: set.rows },
    ...{
      task,
      target: set.target,
      ...relations,
      twins: ["near-duplicate image", "near-duplicate images"] as const,
    },
    told: { data: [info(described), ...set.notices, ...related], task: notices },
  };
  return { kind: "image", set, ...(image === undefined ? {} : { column: image }), ...divide(found, options, seed) };
}

/** Rows of pixels that mean and deviation are taken from; more change them by less than a thousandth. */
const MEASURED_ROWS = 2000;

export function encodeImages({ set, task, column }: ImagePrepared, train: Int32Array): Encoded<ImageInput> {
  const { shape, pixels } = set;
  const [channels, height, width] = shape;
  const moments = channelMoments(set, spread(train, MEASURED_ROWS));
  const size = channels * height * width;
  return {
    shape: { kind: "image", channels, height, width, ...moments, ...outputsOf(task) },
    input: { kind: "image", image: { version: 1, shape, ...(column === undefined ? {} : { column }) } },
    rows: (rows) => ({
      length: rows.length * size,
      gather: (of, out) =>
        pixels.gather(
          of.map((i) => rows[i]!),
          out,
        ),
    }),
    copies: (steps, rows, key) => imageCopies(steps, { pixels: (row) => pixels.bytes(row), shape }, rows, key),
    augmented: ({ augment }, { rows, examples, threads }) => {
      checkSizes(augment, shape);
      return threads > 0
        ? threadedImageBatches(augment, { pixels: pixels.describe(), shape, rows, examples }, threads)
        : imageBatches(augment, { pixels: (row) => pixels.bytes(row), shape, rows, examples });
    },
  };
}

/** At most so many rows, evenly from all: files lie class by class. */
const spread = (rows: Int32Array, most: number): Int32Array =>
  rows.length <= most ? rows : Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);

/** Mean and standard deviation of each channel over some images, in 0 … 1. */
function channelMoments({ pixels, shape }: ImageSet, rows: Int32Array): { mean: number[]; deviation: number[] } {
  const [channels, height, width] = shape;
  const plane = height * width;
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const bytes = new Uint8Array(channels * plane);
  for (const row of rows) {
    pixels.bytes(row, bytes);
    for (let c = 0; c < channels; c++)
      for (let i = c * plane; i < (c + 1) * plane; i++) {
        sums[c]! += bytes[i]!;
        squares[c]! += bytes[i]! ** 2;
      }
  }
  const count = rows.length * plane;
  const mean = Array.from(sums, (sum) => sum / count / 255);
  const deviation = mean.map((m, c) => Math.sqrt(Math.max(0, squares[c]! / count / 255 ** 2 - m ** 2)));
  return { mean, deviation };
}
