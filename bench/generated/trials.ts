import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import { dataColumn, encodeTarget, transform } from "../../src/data/index.ts";
import { foldOf, prepare, type TablePrepared } from "../../src/job/prepare.ts";
import type { Recipe } from "../../src/job/recipe.ts";
import { targetsOf } from "../../src/job/source/fold.ts";
import { readData } from "../../src/job/source/table.ts";
import type { Outcome } from "../../src/job/summarize.ts";
import { runTrial, type Trial, trainedAs } from "../../src/job/trial.ts";
import type { DataOptions } from "../../src/job/types.ts";
import type { Runtime } from "../../src/run/index.ts";
import type { Metric } from "../../src/train/metrics/index.ts";
import type { AnyExamples } from "../../src/train/score.ts";
import { csvOf, TARGET, type World } from "./world.ts";

/** Rows of a world in a file of its own, as a user would have them. */
export function written(world: World, rows: number, { folder, seed }: Place): DataOptions {
  const path = join(folder, `rows-${seed}-${rows}.csv`);
  writeFileSync(path, csvOf(world, rows, randomOf(fold(keyOf(seed), "rows", rows))));
  return { data: path, target: TARGET, task: world.task };
}

export interface Place {
  readonly folder: string;
  readonly seed: number;
}

export const POPULATION = 20_000;

/** Many fresh rows of a world, to be encoded as any fold wants them. */
export interface Population {
  readonly examples: (repeat: number) => AnyExamples;
}

/** A table that was read and understood as `compare` does. */
export async function preparedOf(options: DataOptions, seed: number): Promise<TablePrepared> {
  const prepared = await prepare(options, seed);
  if (prepared.kind !== "table") throw new Error(`${options.data} was taken for ${prepared.kind}`);
  return prepared;
}

/** `rows` rows that were drawn anew, encoded by the preprocessing that a repeat's training rows fitted. */
export async function populationOf(
  world: World,
  prepared: TablePrepared,
  { folder, seed }: Place,
  rows = POPULATION,
): Promise<Population> {
  const path = join(folder, `population-${seed}.csv`);
  writeFileSync(path, csvOf(world, rows, randomOf(fold(keyOf(seed), "population"))));
  const table = await readData({ data: path, target: TARGET, task: world.task }, []);
  const features = prepared.features.map(({ name }) => dataColumn(table, name));
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const { values, mean, deviation } = encodeTarget(dataColumn(table, TARGET), prepared.task, all);
  const examples = (repeat: number): AnyExamples => {
    const { input, shape, scale } = foldOf(prepared, repeat);
    const inScale =
      world.task === "classification"
        ? values
        : values.map((value) => (value * deviation + mean - scale.mean) / scale.deviation);
    const x = transform(input.preprocessor, features, all);
    return { rows: table.rows, x, y: targetsOf(inScale, all, shape) };
  };
  return { examples };
}

/** Trains recipes on repeats as `compare` orders its processes to, in this one. A recipe that fails has its error. */
export async function outcomesOf(
  recipes: readonly Recipe[],
  repeats: readonly number[],
  { prepared, metric, runtime }: Trained,
): Promise<Outcome[]> {
  const folds = new Map(repeats.map((repeat) => [repeat, foldOf(prepared, repeat)]));
  const outcomes: Outcome[] = [];
  for (const recipe of recipes) {
    const trials = new Map<number, Trial>();
    for (const [repeat, part] of folds)
      trials.set(repeat, await runTrial(recipe, part, { seed: part.seed, metric: metric.name, runtime }));
    outcomes.push({ name: recipe.name, trials });
  }
  return outcomes;
}

export interface Trained {
  readonly prepared: TablePrepared;
  readonly metric: Metric;
  readonly runtime: Runtime;
}

/** What the model of one trial scores on the population. */
export async function populationScore(
  recipe: Recipe,
  trial: Trial,
  repeat: number,
  { prepared, metric, runtime, population }: Trained & { readonly population: Population },
): Promise<number> {
  const part = foldOf(prepared, repeat, recipe);
  const examples = population.examples(repeat);
  const trainer = await trainedAs(recipe, part, { seed: part.seed, runtime }, trial);
  return metric.score(part.interpret(examples, await trainer.predict(examples.x, examples.rows)));
}
