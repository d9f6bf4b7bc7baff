import { fold, keyOf } from "../../../core/index.ts";
import { bootstrapDifference, bootstrapInterval } from "../../../decide/index.ts";
import type { Runtime } from "../../../run/index.ts";
import type { Metric, Predictions } from "../../../train/metrics/index.ts";
import { averagePredictions, meanScales } from "../../ensemble.ts";
import { foldOf, type Prepared } from "../../prepare.ts";
import type { Recipe } from "../../recipe.ts";
import { ends } from "../../sealed.ts";
import { predictTrial, type Trial } from "../../trial.ts";
import type { CompareResult } from "../../types.ts";

type Score = ReturnType<Metric["prepare"]>;

/** One trained network of a model. */
export interface Member {
  readonly recipe: Recipe;
  readonly repeat: number;
  readonly trial: Trial;
}

export interface Sealed {
  readonly prepared: Prepared;
  readonly metric: Metric;
  readonly runtime: Runtime;
  /** Of the model that is kept, the one that the report shows first. */
  readonly members: readonly Member[];
  /** Networks of the default. */
  readonly plain: readonly Member[];
}

/** What each network says of the sealed rows; labels are not tuned yet. */
async function said({ prepared, runtime }: Sealed, members: readonly Member[]): Promise<Predictions[]> {
  const all: Predictions[] = [];
  for (const { recipe, repeat, trial } of members) {
    const part = foldOf(prepared, repeat, recipe);
    const where = { seed: part.seed, runtime };
    all.push(await predictTrial(recipe, part, where, { state: trial.state }, part.examples(prepared.test)));
  }
  return all;
}

/**
 * Opens the seal: scores the networks that are kept, averaged to one model, and beside it the default as one gets it without a search, a single
 * network: the mean score of as many as there are.
 */
export async function scoreSealed(of: Sealed): Promise<CompareResult["test"]> {
  const { prepared, metric, members, plain } = of;
  const scalesOf = (all: readonly Member[]) => all.map(({ trial }) => trial.scales);
  const together = averagePredictions(await said(of, members), meanScales(scalesOf(members)));
  const kept = metric.prepare(together);
  const singles = (await said(of, plain)).map((one, i): Score => {
    const scales = scalesOf(plain)[i];
    return metric.prepare(averagePredictions([one], scales === undefined ? undefined : [...scales]));
  });
  const single: Score = (weights) => singles.reduce((sum, score) => sum + score(weights), 0) / singles.length;
  const rows = prepared.test.length;
  const options = { key: fold(keyOf(prepared.seed), "test bootstrap"), draws: 1000 };
  const interval = (score: Score) => ends(bootstrapInterval(rows, score, { ...options, range: metric.range }));
  return {
    rows,
    winner: interval(kept),
    plain: interval(single),
    difference: ends(bootstrapDifference(rows, kept, single, options)),
    exported: { seed: members[0]!.repeat, value: kept(), models: members.length },
  };
}
