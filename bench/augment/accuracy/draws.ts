import { join } from "node:path";
import { fold, type Key, keyOf, permutation } from "../../../src/core/index.ts";
import { type Fractions, imageSetOf, sealTest, strataOf } from "../../../src/data/index.ts";
import { readIdx } from "../../../src/data/idx.ts";
import { type Prepared, prepare } from "../../../src/job/prepare.ts";
import type { DataOptions } from "../../../src/job/types.ts";

/** The data of one seed: rows to train on and to choose the epoch with are cut from `rest`; `test` is scored. */
export interface Draws {
  of(seed: number): Promise<Prepared>;
  /**
   * Of the effects' standard error, where each seed splits the same rows anew: rows scored ÷ rows that training rows come from. 0
   * where no two seeds share a training row.
   */
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

/** Some of the rows, in ascending order. */
const drawn = (rows: Int32Array, count: number, key: Key): Int32Array =>
  permutation(rows.length, key)
    .subarray(0, count)
    .map((i) => rows[i]!)
    .toSorted();

/**
 * A split that takes whole groups by chance alone: each has a random time, and the latest are split off. Splits by class take the
 * largest groups first, which would be the same few documents for every seed.
 */
function byChance({ plan, data }: Prepared, seed: number): Prepared["plan"] {
  if (plan.group === undefined || plan.units === undefined) return plan;
  const place = permutation(data.rows, fold(keyOf(seed), "groups"));
  return { ...plan, time: Float32Array.from(plan.units, (unit) => place[unit]!) };
}

/** Seals other test rows for each seed, a fifth; draws a few rows to train on from the others. */
export async function fewRows(options: DataOptions, train: number): Promise<Draws> {
  const prepared = await prepare(options, 0);
  const all = allRows(prepared);
  const rest = Math.round(train / thirds.train);
  return {
    testFraction: prepared.test.length / prepared.rest.length,
    told: `about ${many(train)} texts to train on and ${many(rest - train)} to choose the epoch, drawn from ${many(prepared.rest.length)}; about ${many(prepared.test.length)} test texts; each seed splits anew`,
    of: (seed) => {
      const plan = byChance(prepared, seed);
      const sealed = sealTest(all, plan, prepared.fractions, keyOf(seed));
      const few = drawn(sealed.rest, rest, fold(keyOf(seed), "few"));
      return Promise.resolve({ ...prepared, plan, test: sealed.test, rest: few, fractions: thirds, seed });
    },
  };
}

/** Every seed splits all rows anew. */
export async function resplit(options: DataOptions, split: readonly [number, number, number]): Promise<Draws> {
  const prepared = await prepare({ ...options, split }, 0);
  const { test, rest, plan, fractions } = prepared;
  const all = allRows(prepared);
  const train = (rest.length * split[0]) / (split[0] + split[1]);
  return {
    testFraction: test.length / train,
    told: `${many(train)} rows to train on, ${many(rest.length - train)} to choose the epoch, ${many(test.length)} test rows; each seed splits anew, by class`,
    of: (seed) => Promise.resolve({ ...prepared, ...sealTest(all, plan, fractions, keyOf(seed)), seed }),
  };
}

const allRows = ({ rest, test }: Prepared): Int32Array => Int32Array.from([...rest, ...test]).toSorted();
