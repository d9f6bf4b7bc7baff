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

const THOUSANDS = new Intl.NumberFormat("en-US");

const thirds: Fractions = { train: 2 / 3, validation: 1 / 3, test: 0.5 };

/** Training and validation rows that no other seed has, out of the 60,000 images; the 10,000 test images are scored. */
export async function imageDraws(folder: string, train: number, seeds: number): Promise<Draws> {
  const read = (name: string) => readIdx(join(folder, `${name}-ubyte.gz`));
  const parts = await Promise.all(
    ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map(read),
  );
  const [images, labels, testImages, testLabels] = parts as [Idx, Idx, Idx, Idx];
  const rest = Math.round(train / thirds.train);
  const chosen = permutation(labels.data.length, fold(keyOf(1), "images")).subarray(0, rest * seeds);
  const size = 28 * 28;
  const pixels = new Uint8Array((chosen.length + testLabels.data.length) * size);
  chosen.forEach((row, i) => pixels.set(images.data.subarray(row * size, (row + 1) * size), i * size));
  pixels.set(testImages.data, chosen.length * size);
  const all = [...Array.from(chosen, (row) => labels.data[row]!), ...testLabels.data];
  const set = imageSetOf({ pixels, shape: [1, 28, 28], labels: all.map(String) });
  const task = { kind: "multiclass", classes: [...new Set(all)].sort((a, b) => a - b).map(String) } as const;
  const rows = (from: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => from + i);
  return {
    testFraction: 0,
    told: `${THOUSANDS.format(train)} images to train on and ${THOUSANDS.format(rest - train)} to choose the epoch, other ones for each seed; ${THOUSANDS.format(testLabels.data.length)} test images`,
    of: (seed) =>
      Promise.resolve({
        ...{ kind: "image", set, task, target: set.target, notices: [], fractions: thirds, seed },
        data: { path: folder, hash: set.hash, rows: set.rows },
        plan: { units: set.units, strata: strataOf(task, Float32Array.from(all)) },
        ...{ rest: rows(seed * rest, rest), test: rows(chosen.length, testLabels.data.length) },
      }),
  };
}

type Idx = Awaited<ReturnType<typeof readIdx>>;

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
    told: `about ${THOUSANDS.format(train)} texts to train on and ${THOUSANDS.format(rest - train)} to choose the epoch, drawn from ${THOUSANDS.format(prepared.rest.length)} for each seed; ${THOUSANDS.format(test.length)} other test texts`,
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
    told: `${THOUSANDS.format(Math.round(train))} rows to train on, ${THOUSANDS.format(Math.round(rest.length - train))} to choose the epoch, ${THOUSANDS.format(test.length)} test rows; each seed splits anew, by class`,
    of: (seed) => prepare({ ...options, split }, seed),
  };
}
