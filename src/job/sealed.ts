import { fold, keyOf } from "../core/index.ts";
import { bootstrapDifference, bootstrapInterval } from "../decide/index.ts";
import type { Interval } from "../decide/statistics/index.ts";
import type { Runtime } from "../run/index.ts";
import type { Metric, Predictions } from "../train/metrics/index.ts";
import { foldOf, type Prepared } from "./prepare.ts";
import type { Recipe } from "./recipe.ts";
import type { Outcome } from "./summarize.ts";
import { predictTrial, type Trial } from "./trial.ts";
import type { CompareResult } from "./types.ts";

export interface TestContext {
  readonly prepared: Prepared;
  readonly recipes: readonly Recipe[];
  readonly outcomes: readonly Outcome[];
  readonly repeats: readonly number[];
  readonly metric: Metric;
  readonly runtime: Runtime;
}

/** Opens the seal: scores the models of two recipes, averaged over repeats, on the same test rows. */
export async function scoreTest(context: TestContext, winner: string, plain: string): Promise<CompareResult["test"]> {
  const { prepared, metric, outcomes, repeats } = context;
  const scores = await testScores(context, winner);
  const plainScores = winner === plain ? scores : await testScores(context, plain);
  const average = (all: typeof scores) => (weights?: Float64Array) =>
    all.reduce((sum, score) => sum + score(weights), 0) / all.length;
  const options = { key: fold(keyOf(prepared.seed), "test bootstrap"), draws: 1000 };
  const ofScore = { ...options, range: metric.range };
  const rows = prepared.test.length;
  const trials = outcomes.find(({ name }) => name === winner)!.trials;
  const exported = bestRepeat(repeats, trials, metric);
  return {
    rows,
    winner: ends(bootstrapInterval(rows, average(scores), ofScore)),
    plain: ends(bootstrapInterval(rows, average(plainScores), ofScore)),
    difference: ends(bootstrapDifference(rows, average(scores), average(plainScores), options)),
    exported: { seed: exported, value: scores[repeats.indexOf(exported)]!() },
  };
}

/** What a result tells of an interval. */
export const ends = ({ value, low, high }: Pick<Interval, "value" | "low" | "high">) => ({ value, low, high });

async function testScores(
  { prepared, recipes, outcomes, repeats, metric, runtime }: TestContext,
  name: string,
): Promise<((weights?: Float64Array) => number)[]> {
  const recipe = recipes.find((r) => r.name === name)!;
  const { trials } = outcomes.find((o) => o.name === name)!;
  const scores: ((weights?: Float64Array) => number)[] = [];
  for (const repeat of repeats) {
    const part = foldOf(prepared, repeat, recipe);
    const rows = part.examples(prepared.test);
    const predictions: Predictions = await predictTrial(
      recipe,
      part,
      { seed: part.seed, runtime },
      trials.get(repeat)!,
      rows,
    );
    scores.push(metric.prepare(predictions));
  }
  return scores;
}

/** The repeat whose model is exported: the best on its validation rows. The test rows have no say. */
export function bestRepeat(repeats: readonly number[], trials: ReadonlyMap<number, Trial>, metric: Metric): number {
  const sign = metric.better === "higher" ? 1 : -1;
  const score = (repeat: number): number => sign * trials.get(repeat)!.validation;
  return repeats.reduce((best, repeat) => (score(repeat) > score(best) ? repeat : best));
}
