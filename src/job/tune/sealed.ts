import { fold, keyOf } from "../../core/index.ts";
import { bootstrapDifference, bootstrapInterval } from "../../decide/index.ts";
import type { Metric, Predictions } from "../../train/metrics/index.ts";
import { averagePredictions, meanScales } from "../ensemble.ts";
import { foldOf } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { bestRepeat, type TestContext } from "../sealed.ts";
import { predictTrial, type Trial } from "../trial.ts";
import type { CompareResult } from "../types.ts";

type Score = ReturnType<Metric["prepare"]>;
type Of = Omit<TestContext, "recipes" | "outcomes">;

/** What each network of a recipe says of the sealed rows, by repeat; labels are not tuned yet. */
async function said(
  { prepared, repeats, runtime }: Of,
  recipe: Recipe,
  trials: ReadonlyMap<number, Trial>,
): Promise<Predictions[]> {
  const all: Predictions[] = [];
  for (const repeat of repeats) {
    const part = foldOf(prepared, repeat, recipe);
    const { state } = trials.get(repeat)!;
    const rows = part.examples(prepared.test);
    all.push(await predictTrial(recipe, part, { seed: part.seed, runtime }, { state }, rows));
  }
  return all;
}

/**
 * Opens the seal: scores the winner's networks averaged to one model, which is what is kept, and beside it the default as one gets it without a
 * search, a single network: the mean score of as many.
 */
export async function scoreSealed(
  { recipes, outcomes, ...of }: TestContext,
  winner: string,
  plain: string,
): Promise<CompareResult["test"]> {
  const { prepared, metric, repeats } = of;
  const trialsOf = (name: string): ReadonlyMap<number, Trial> => outcomes.find((one) => one.name === name)!.trials;
  const recipeOf = (name: string): Recipe => recipes.find((one) => one.name === name)!;
  const scalesOf = (name: string) => repeats.map((repeat) => trialsOf(name).get(repeat)!.scales);
  const together = await said(of, recipeOf(winner), trialsOf(winner));
  const alone = winner === plain ? together : await said(of, recipeOf(plain), trialsOf(plain));
  const kept = metric.prepare(averagePredictions(together, meanScales(scalesOf(winner))));
  const singles = alone.map((one, i): Score => {
    const scales = scalesOf(plain)[i];
    return metric.prepare(averagePredictions([one], scales === undefined ? undefined : [...scales]));
  });
  const single: Score = (weights) => singles.reduce((sum, score) => sum + score(weights), 0) / singles.length;
  const rows = prepared.test.length;
  const options = { key: fold(keyOf(prepared.seed), "test bootstrap"), draws: 1000 };
  const interval = (score: Score) => told(bootstrapInterval(rows, score, options));
  return {
    rows,
    winner: interval(kept),
    plain: interval(single),
    difference: told(bootstrapDifference(rows, kept, single, options)),
    exported: { seed: bestRepeat(repeats, trialsOf(winner), metric), value: kept(), models: repeats.length },
  };
}

type Told = CompareResult["test"]["winner"];
const told = ({ value, low, high }: Told): Told => ({ value, low, high });
