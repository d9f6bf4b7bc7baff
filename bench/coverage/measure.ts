import { optimismOf } from "../../src/decide/index.ts";
import { foldOf } from "../../src/job/prepare.ts";
import { type Recipe, resolveRecipe } from "../../src/job/recipe.ts";
import { scoreTest } from "../../src/job/sealed.ts";
import { type Outcome, summarize, winnerOf } from "../../src/job/summarize.ts";
import type { Runtime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import type { Metric } from "../../src/train/metrics/index.ts";
import {
  outcomesOf,
  type Place,
  type Population,
  populationOf,
  populationScore,
  preparedOf,
  written,
} from "../generated/trials.ts";
import { linear, logistic, type World } from "../generated/world.ts";

export interface Task {
  readonly world: World;
  readonly rows: number;
  readonly metrics: readonly string[];
}

export const TASKS: readonly Task[] = [
  { world: logistic({ informative: 4, noise: 6 }, 2), rows: 400, metrics: ["accuracy", "auc"] },
  { world: linear({ informative: 4, noise: 6 }, 1), rows: 400, metrics: ["rmse"] },
];

export interface Measured {
  readonly metric: string;
  readonly better: Metric["better"];
  readonly winner: string;
  readonly test: { readonly value: number; readonly low: number; readonly high: number };
  /** Of the same models as the test's, averaged over repeats. */
  readonly population: number;
  readonly validation: number;
  /** What `optimismOf` says that choosing was worth, without seeing the population. */
  readonly estimated: number;
}

const POPULATION = 5000;
const base = { hidden: [8], epochs: 8, learningRate: 2e-2, batchSize: 32 };
const RECIPES: readonly Recipe[] = [
  { name: "plain" },
  { name: "L2 1e-2", l2: 1e-2 },
  { name: "dropout .3", dropout: 0.3 },
  { name: "wide", hidden: [32] },
].map((change) => resolveRecipe({ ...base, ...change }));

/** One data set: recipes on folds, the best by mean validation, its sealed test, and the same models on the population. */
export async function measured(
  { world, rows, metrics }: Task,
  folds: number,
  { place, runtime }: { readonly place: Place; readonly runtime: Runtime },
): Promise<Measured[]> {
  const prepared = await preparedOf(written(world, rows, place), place.seed);
  const population = await populationOf(world, prepared, place, POPULATION);
  const repeats = Array.from({ length: folds }, (_, i) => i);
  const { validation, train } = foldOf(prepared, 0);
  const found: Measured[] = [];
  for (const name of metrics) {
    const metric = metricFor(prepared.task.kind, name);
    const trained = { prepared, metric, runtime };
    const outcomes = await outcomesOf(RECIPES, repeats, trained);
    const results = summarize(outcomes, repeats, metric, validation.rows / train.rows);
    const winner = winnerOf(results, metric)!;
    const { winner: test } = await scoreTest(
      { ...trained, recipes: RECIPES, outcomes, repeats },
      winner.name,
      winner.name,
    );
    const outcome = outcomes.find((one) => one.name === winner.name)!;
    found.push({
      ...{ metric: name, better: metric.better, winner: winner.name, test, validation: winner.validation.mean },
      population: await onPopulation(outcome, { ...trained, population }),
      estimated: estimatedOf(outcomes, repeats, metric),
    });
  }
  return found;
}

async function onPopulation(
  { name, trials }: Outcome,
  where: Parameters<typeof populationScore>[3] & { readonly population: Population },
): Promise<number> {
  const recipe = RECIPES.find((one) => one.name === name)!;
  const scores: number[] = [];
  for (const [repeat, trial] of trials) scores.push(await populationScore(recipe, trial, repeat, where));
  return scores.reduce((a, b) => a + b, 0) / scores.length;
}

function estimatedOf(outcomes: readonly Outcome[], repeats: readonly number[], metric: Metric): number {
  const rows = outcomes.map(({ name, trials }, id) => {
    const scores = repeats.map((repeat) => trials.get(repeat)!.validation);
    const score = scores.reduce((a, b) => a + b, 0) / scores.length;
    return { id, source: `fixed ${name}`, state: "done", scores, score };
  });
  return optimismOf(rows as never, metric.better).optimism;
}
