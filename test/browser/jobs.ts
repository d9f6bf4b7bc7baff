import { sets } from "../../dashboard/playground/data/sets.ts";
import type { Raw } from "../../dashboard/playground/data/table.ts";
import { augmentedRows } from "../../dashboard/playground/engine/batches.ts";
import { loopOf, trainerOf } from "../../dashboard/playground/engine/network.ts";
import { splitOf } from "../../dashboard/playground/engine/rows.ts";
import { plain, type Settings } from "../../dashboard/playground/settings.ts";
import {
  fold,
  image,
  keyOf,
  loss,
  metrics,
  nn,
  optim,
  penalty,
  randomOf,
  tabular,
  trainLoop,
} from "../../src/browser.ts";
import { classPredictions, createTrainer, earlyStopping, pickRows } from "../../src/browser.ts";
import type { BatchSource, EpochEvent, Examples, Runtime, TrainEvent, TrainerOptions } from "../../src/browser.ts";
import { stripes } from "./stripes.ts";

/** Rows of two classes that a net of this size can learn by heart: the rings of an onion, a tenth of the labels turned. */
function rings(rows: number, seed: number): Examples {
  const random = randomOf(fold(keyOf(seed), "rings"));
  const [x, y] = [new Float32Array(2 * rows), new Float32Array(2 * rows)];
  for (let row = 0; row < rows; row++) {
    x[2 * row] = 4 * random.uniform() - 2;
    x[2 * row + 1] = 4 * random.uniform() - 2;
    const ring = Math.floor(Math.hypot(x[2 * row]!, x[2 * row + 1]!) * 1.5) % 2;
    y[2 * row + (random.uniform() < 0.1 ? 1 - ring : ring)] = 1;
  }
  return { rows, x, y };
}

/** Bars that stand and bars that lie, at random places of 8 × 8 pixels with noise. */
function bars(rows: number, seed: number): { readonly pixels: Uint8Array; readonly examples: Examples } {
  const random = randomOf(fold(keyOf(seed), "bars"));
  const [pixels, y] = [new Uint8Array(64 * rows), new Float32Array(2 * rows)];
  for (let row = 0; row < rows; row++) {
    const place = random.below(8);
    for (let i = 0; i < 64; i++)
      pixels[row * 64 + i] = 100 * random.uniform() + ((row % 2 === 0 ? i % 8 : i >> 3) === place ? 120 : 0);
    y[2 * row + (row % 2)] = 1;
  }
  return { pixels, examples: { rows, x: Float32Array.from(pixels, (byte) => byte / 255), y } };
}

type Given = Omit<TrainerOptions, "runtime" | "input" | "outputs" | "batchSize" | "loss" | "penalties"> &
  Partial<Pick<TrainerOptions, "loss" | "penalties" | "input">>;

const relus = (...between: readonly ReturnType<typeof nn.relu>[]) =>
  nn.sequential(nn.linear(32), ...between, nn.relu(), nn.linear(32), nn.relu(), nn.linear(2));

/** One job per family of techniques; together they use every part of the engine that the playground does. */
const jobs: Readonly<Record<string, Given>> = {
  plain: { model: relus(), optimizer: optim.adam(0.01) },
  "dropout, L1, weight decay": {
    model: relus(nn.dropout(0.2)),
    penalties: [penalty.l1(1e-4)],
    optimizer: optim.adamW({ learningRate: 0.01, weightDecay: 0.01 }),
  },
  "batch norm, label smoothing, average": {
    model: relus(nn.batchNorm1d()),
    loss: loss.crossEntropy({ labelSmoothing: 0.1 }),
    optimizer: optim.sgd({ learningRate: 0.05, momentum: 0.9 }),
    averaging: optim.averaging.ema(0.98),
  },
  "L2, bound of norms, clipping, layer norm": {
    model: relus(nn.layerNorm()),
    penalties: [penalty.l2(1e-3)],
    constraints: [optim.constraint.maxNorm(2)],
    clipNorm: 1,
    optimizer: optim.adam(0.01),
  },
  "convolutions, spatial dropout, augmented images": {
    input: [1, 8, 8],
    model: nn.sequential(
      ...[nn.conv2d({ features: 4, padding: 1 }), nn.relu(), nn.maxPool2d(2), nn.dropout2d(0.2)],
      ...[nn.flatten(), nn.linear(2)],
    ),
    optimizer: optim.adam(0.01),
  },
};

function mixed(train: Examples): BatchSource {
  const mixup = tabular.mixup(0.4);
  return {
    rows: train.rows,
    draw: (rows, { key }) => {
      const { x, y } = pickRows(train, rows) as Examples;
      const batch = { rows: rows.length, width: 2, outputs: 2, x, targets: y };
      const drawn = mixup.apply(batch, mixup.sample(fold(key, rows[0]!), batch));
      return { rows: rows.length, x: drawn.x, y: drawn.targets };
    },
  };
}

function turned(pixels: Uint8Array, train: Examples): BatchSource {
  const steps = [image.randomHorizontalFlip(), image.randomRotation(20), image.randomAffine({ translate: [0.2, 0.2] })];
  const policy = image.compose(...steps, image.cutout(3), image.gaussianNoise(0.05));
  return {
    rows: train.rows,
    draw: (rows, { key }) => {
      const { x, y } = pickRows(train, rows) as Examples;
      const shape = [1, 8, 8] as const;
      image.augmentBatch(policy, { shape, pixels }, rows, (row) => fold(key, row), x as Float32Array);
      return { rows: rows.length, x, y };
    },
  };
}

/** Data losses of training and validation after each epoch. */
export type Losses = readonly (readonly [train: number, validation: number])[];

/** Trains every job for so many epochs: the same numbers wherever it runs. */
export async function trainAll(runtime: Runtime, epochs: number): Promise<Record<string, Losses>> {
  const [tables, images] = [[rings(120, 1), rings(200, 2)] as const, bars(60, 1)];
  const pictures = [images.examples, bars(60, 2).examples] as const;
  const all: Record<string, Losses> = {};
  for (const [name, job] of Object.entries(jobs)) {
    const isTable = job.input === undefined;
    const [train, validation] = isTable ? tables : pictures;
    const source = isTable ? mixed(train) : turned(images.pixels, train);
    const trainer = await createTrainer({
      ...{ loss: loss.crossEntropy(), penalties: [], input: [2], outputs: 2, batchSize: 32, seed: 7, runtime },
      ...job,
    });
    const events = trainLoop({
      ...{ trainer, train, validation, batchSize: 32, seed: 7, length: { epochs }, source },
      ...{ metric: metrics.accuracy, interpret: classPredictions, stopping: earlyStopping({ patience: epochs }) },
      schedule: optim.schedule.cosine(),
    });
    all[name] = await lossesOf(events);
  }
  for (const [name, page] of Object.entries(pages)) all[name] = await trainPage(runtime, { ...page, epochs });
  return all;
}

async function lossesOf(events: AsyncIterable<TrainEvent>): Promise<Losses> {
  const epochEvents: EpochEvent[] = [];
  for await (const event of events) if (event.type === "epoch") epochEvents.push(event);
  return epochEvents.map((event) => [event.train.loss, event.validation.loss]);
}

const small: Settings = { ...plain, rows: 60, wrong: 10, width: 8, depth: 1, seed: 3 };

/** Pages of the playground whose rows are not what is learned: texts above all, and what joins rows. */
const pages: Readonly<Record<string, Settings>> = {
  "EDA, mean of words": { ...small, data: "messages", synonyms: 0.2, inserts: 0.1, swaps: 0.1, words: 0.2 },
  "EDA, filters over words": {
    ...{ ...small, data: "messages", network: "convolutional", seed: 4, dropout: 0.1 },
    ...{ synonyms: 0.3, inserts: 0.2, words: 0.1 },
  },
  "CutMix, shifted pictures": { ...small, data: "digits", network: "convolutional", shift: 0.1, cutmix: 1 },
  "SMOTE, categories": { ...small, data: "credit", smote: 1, mixup: 0.2 },
};

/** Rows of a page; pictures are fetched, which Node does not. */
const rawOf = ({ data }: Settings): Promise<Raw> =>
  sets[data].kind === "images" ? Promise.resolve(stripes) : sets[data].load();

async function trainPage(runtime: Runtime, page: Settings): Promise<Losses> {
  const split = splitOf(await rawOf(page), page);
  const [trainer, source] = [await trainerOf(page, split, runtime), augmentedRows(split, () => page)];
  const { train, validation } = split;
  const how = { metric: metrics.accuracy, interpret: classPredictions, batchSize: page.batch, seed: page.seed };
  return lossesOf(trainLoop({ trainer, train, validation, source, ...how, ...loopOf(page) }));
}
