import { join } from "node:path";
import { fold, keyOf, permutation } from "../../../src/core/index.ts";
import { type Fractions, imageSetOf, strataOf } from "../../../src/data/index.ts";
import { readIdx } from "../../../src/data/idx.ts";
import { type Prepared, prepare } from "../../../src/job/prepare.ts";
import type { DataOptions } from "../../../src/job/types.ts";

/** The data of one seed: rows to train on and to choose the epoch with are cut from `rest`; `test` is scored. */
export interface Draws {
  of(seed: number): Promise<Prepared>;
  /** Rows scored ÷ rows trained on where each seed splits the same rows anew; 0 where seeds train on other rows. */
  readonly testFraction: number;
  /** What is drawn, for people. */
  readonly told: string;
}

const many = (rows: number): string => Math.round(rows).toLocaleString("en-US");

const thirds: Fractions = { train: 2 / 3, validation: 1 / 3, test: 0.5 };

type Idx = Awaited<ReturnType<typeof readIdx>>;

interface Pictures {
  /** [rows, 28, 28] */
  readonly pixels: Uint8Array;
  readonly labels: readonly number[];
}

/** The chosen training images, then all test images. */
async function readPictures(folder: string, choose: (rows: number) => Int32Array): Promise<Pictures> {
  const read = (name: string): Promise<Idx> => readIdx(join(folder, `${name}-ubyte.gz`));
  const [images, labels] = [await read("train-images-idx3"), await read("train-labels-idx1")];
  const [testImages, testLabels] = [await read("t10k-images-idx3"), await read("t10k-labels-idx1")];
  const chosen = choose(labels.data.length);
  const size = images.data.length / labels.data.length;
  const pixels = new Uint8Array(chosen.length * size + testImages.data.length);
  for (const [i, row] of chosen.entries()) pixels.set(images.data.subarray(row * size, (row + 1) * size), i * size);
  pixels.set(testImages.data, chosen.length * size);
  return { pixels, labels: [...Array.from(chosen, (row) => labels.data[row]!), ...testLabels.data] };
}

/** Training and validation images that no other seed has, out of 60,000; all test images are scored. */
export async function imageDraws(folder: string, train: number, seeds: number): Promise<Draws> {
  const rest = Math.round(train / thirds.train);
  const key = fold(keyOf(1), "images");
  const read = await readPictures(folder, (rows) => permutation(rows, key).subarray(0, rest * seeds));
  const labels = read.labels.map(String);
  const set = imageSetOf({ pixels: read.pixels, shape: [1, 28, 28], labels });
  const task = { kind: "multiclass", classes: [...new Set(labels)].sort() } as const;
  const rows = (from: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => from + i);
  const test = rows(rest * seeds, labels.length - rest * seeds);
  return {
    testFraction: 0,
    told: `${many(train)} images to train on, ${many(rest - train)} to choose the epoch, other ones for each seed; ${many(test.length)} test images`,
    of: (seed) =>
      Promise.resolve({
        ...{ kind: "image", set, task, target: set.target, notices: [], fractions: thirds, seed },
        data: { path: folder, hash: set.hash, rows: set.rows },
        plan: { units: set.units, strata: strataOf(task, Float32Array.from(read.labels)) },
        ...{ rest: rows(seed * rest, rest), test },
      }),
  };
}

/** The same sealed test rows for every seed; each draws its few rows from the others. */
export async function fewRows(options: DataOptions, train: number, tested: number): Promise<Draws> {
  const prepared = await prepare({ ...options, split: [0.4, 0.2, 0.4] }, 1);
  const drawn = (rows: Int32Array, count: number, label: string, seed: number): Int32Array =>
    permutation(rows.length, fold(keyOf(seed), label))
      .subarray(0, count)
      .map((i) => rows[i]!)
      .toSorted();
  const test = drawn(prepared.test, tested, "test", 0);
  const rest = Math.round(train / thirds.train);
  return {
    testFraction: 0,
    told: `about ${many(train)} texts to train on and ${many(rest - train)} to choose the epoch, drawn from ${many(prepared.rest.length)} for each seed; ${many(test.length)} other test texts`,
    of: (seed) =>
      Promise.resolve({ ...prepared, test, rest: drawn(prepared.rest, rest, "rest", seed), fractions: thirds, seed }),
  };
}

/** Every seed splits all rows anew. */
export async function resplit(options: DataOptions, split: readonly [number, number, number]): Promise<Draws> {
  const { test, rest } = await prepare({ ...options, split }, 0);
  const train = (rest.length * split[0]) / (split[0] + split[1]);
  return {
    testFraction: split[2] / split[0],
    told: `${many(train)} rows to train on, ${many(rest.length - train)} to choose the epoch, ${many(test.length)} test rows; each seed splits anew, by class`,
    of: (seed) => prepare({ ...options, split }, seed),
  };
}
