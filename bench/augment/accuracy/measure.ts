import { fold, invariant, keyOf } from "../../../src/core/index.ts";
import { batchSizeOf, scheduleOf } from "../../../src/job/model.ts";
import { foldOf, type Prepared } from "../../../src/job/prepare.ts";
import type { Recipe } from "../../../src/job/recipe.ts";
import { trainerOf } from "../../../src/job/trial.ts";
import type { Runtime } from "../../../src/run/index.ts";
import { crossFittedScales, withScales } from "../../../src/train/balance/index.ts";
import { gain } from "../../../src/train/best.ts";
import { rowsOf, sampleOf } from "../../../src/train/epoch.ts";
import { trainLoop } from "../../../src/train/loop.ts";
import { metricFor } from "../../../src/train/metrics/choose.ts";
import type { ClassPredictions, Metric, Predictions } from "../../../src/train/metrics/index.ts";
import type { AnyExamples } from "../../../src/train/score.ts";
import type { Snapshot } from "../../../src/train/state.ts";

export type Scores = Readonly<Record<string, number>>;

/** Weights of one epoch, on the test rows. */
export interface Scored {
  readonly epoch: number;
  readonly test: Scores;
  /** Labels by factors of the classes that were tuned on validation rows, for metrics that mind labels alone. */
  readonly tuned: Scores;
}

/** One training run: the weights that validated best (of equals the last), and the last. */
export interface Run {
  readonly best: Scored;
  readonly last: Scored;
  /** The first metric on training and validation rows after some of the epochs. */
  readonly curve: readonly { readonly epoch: number; readonly train: number; readonly validation: number }[];
  readonly steps: number;
  /** Processors' time. */
  readonly seconds: number;
}

interface Kept {
  readonly epoch: number;
  readonly snapshot: Snapshot;
  readonly score: number;
}

export interface MeasureOptions {
  readonly epochs: number;
  /** The first chooses the epoch. */
  readonly metrics: readonly string[];
  readonly runtime: Runtime;
}

/** Points of a curve that are kept. */
const POINTS = 12;
/** Training rows that are scored after each epoch, for the curve alone. */
const SCORED = 250;

/** Trains a recipe with as many steps as clean rows would have, without early stopping, and scores two of its epochs. */
export async function measure(prepared: Prepared, recipe: Recipe, options: MeasureOptions): Promise<Run> {
  const { epochs, runtime } = options;
  const part = foldOf(prepared, 0, recipe);
  const { train, validation, interpret, seed } = part;
  const metrics = options.metrics.map((name) => metricFor(part.task.kind, name));
  const metric = metrics[0]!;
  const trainer = await trainerOf(recipe, part, seed, runtime);
  const source = await part.source(recipe);
  const batchSize = Math.min(batchSizeOf(recipe, train.rows), train.rows);
  const start = process.cpuUsage();
  const curve: Run["curve"][number][] = [];
  let [best, last]: (Kept | undefined)[] = [];
  for await (const event of trainLoop({
    ...{ trainer, validation, metric, interpret, seed, batchSize, schedule: scheduleOf(recipe) },
    train: sampleOf(train, SCORED, keyOf(seed)),
    source: source ?? rowsOf(train),
    length: { steps: epochs * Math.ceil(train.rows / batchSize) },
  })) {
    if (event.type === "end") continue;
    const { epoch, validation: scores } = event;
    last = { epoch, snapshot: trainer.snapshot(), score: scores.metric };
    if (best === undefined || gain(metric.better, scores.metric, best.score) >= 0) best = last;
    if (epoch % Math.max(1, Math.floor(epochs / POINTS)) === 0)
      curve.push({ epoch, train: event.train.metric, validation: scores.metric });
  }
  await source?.close?.();
  const { user, system } = process.cpuUsage(start);
  const test = part.examples(prepared.test);
  const said = async (examples: AnyExamples): Promise<Predictions> =>
    interpret(examples, (await trainer.score(examples)).predictions);
  const scored = async ({ epoch, snapshot }: Kept): Promise<Scored> => {
    trainer.restore(snapshot);
    return { epoch, ...scoresOf(metrics, await said(test), await said(validation), seed) };
  };
  invariant(best !== undefined && last !== undefined, "training has an epoch");
  const chosen = { best: await scored(best), last: await scored(last) };
  return { ...chosen, curve, steps: trainer.steps, seconds: (user + system) / 1e6 };
}

function scoresOf(
  metrics: readonly Metric[],
  test: Predictions,
  validation: Predictions,
  seed: number,
): Pick<Scored, "test" | "tuned"> {
  const each = (score: (metric: Metric) => number): Scores =>
    Object.fromEntries(metrics.map((metric) => [metric.name, score(metric)]));
  const tunedOn = (metric: Metric): number => {
    const { scales } = crossFittedScales({
      ...{ predictions: validation as ClassPredictions, metric, key: fold(keyOf(seed), "threshold") },
    });
    return metric.score(withScales(test as ClassPredictions, scales));
  };
  return {
    test: each((metric) => metric.score(test)),
    tuned: each((metric) => (metric.labelsOnly === true ? tunedOn(metric) : metric.score(test))),
  };
}
