import { meanAndError, type Row } from "../../decide/index.ts";
import { gain } from "../../train/best.ts";
import type { Metric, Predictions } from "../../train/metrics/index.ts";
import type { Runtime } from "../../run/index.ts";
import { averagePredictions, meanScales } from "../ensemble.ts";
import { foldOf, type Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { predictTrial, type Trial } from "../trial.ts";

/** Recipes that one model may be of. */
const MOST = 3;

/**
 * The winner and those of the best that the folds of the search do not tell from it: their paired difference is within one standard error. At
 * most three, best first.
 */
export function tiedWith(
  winner: Row,
  best: readonly Row[],
  { metric, testFraction }: { readonly metric: Metric; readonly testFraction: number },
): Row[] {
  const isTied = ({ scores }: Row): boolean => {
    const common = scores.slice(0, winner.scores.length);
    const behind = common.map((score, fold) => gain(metric.better, winner.scores[fold]!, score));
    const { mean, se } = meanAndError(behind, { testFraction });
    return common.length > 0 && mean <= (Number.isFinite(se) ? se : Number.POSITIVE_INFINITY);
  };
  return [winner, ...best.filter((row) => row.id !== winner.id && isTied(row)).slice(0, MOST - 1)];
}

/** A recipe with a network of it for each repeat. */
export interface Candidate {
  readonly recipe: Recipe;
  readonly trials: readonly Trial[];
}

export interface Mixing {
  readonly prepared: Prepared;
  readonly repeats: readonly number[];
  readonly metric: Metric;
  readonly runtime: Runtime;
}

/**
 * Which recipes one model averages: the first, and as long as the mean validation score gets better, the one that helps it most (Caruana et al.
 * 2004, without repetition). Each repeat is scored on rows that none of its networks has seen; the test rows have no say.
 */
export async function mixOf(candidates: readonly Candidate[], of: Mixing): Promise<number[]> {
  const { metric, repeats } = of;
  if (candidates.length === 1) return [0];
  const said: Predictions[][] = [];
  for (const candidate of candidates) said.push(await saidBy(candidate, of));
  const scoreOf = (chosen: readonly number[]): number => {
    const scores = repeats.map((_, r) => {
      const scales = meanScales(chosen.map((i) => candidates[i]!.trials[r]!.scales));
      return metric.score(
        averagePredictions(
          chosen.map((i) => said[i]![r]!),
          scales,
        ),
      );
    });
    return scores.reduce((a, b) => a + b, 0) / scores.length;
  };
  let chosen = [0];
  for (;;) {
    const now = scoreOf(chosen);
    const next = candidates
      .flatMap((_, i) =>
        chosen.includes(i) ? [] : [{ with: [...chosen, i], by: gain(metric.better, scoreOf([...chosen, i]), now) }],
      )
      .reduce<{ with: number[]; by: number } | undefined>(
        (a, b) => (a === undefined || b.by > a.by ? b : a),
        undefined,
      );
    if (next === undefined || !(next.by > 0)) return chosen;
    chosen = next.with;
  }
}

/** What each network says of the validation rows of its repeat; labels are not tuned yet. */
async function saidBy({ recipe, trials }: Candidate, { prepared, repeats, runtime }: Mixing): Promise<Predictions[]> {
  const all: Predictions[] = [];
  for (const [i, repeat] of repeats.entries()) {
    const part = foldOf(prepared, repeat, recipe);
    const { state } = trials[i]!;
    all.push(await predictTrial(recipe, part, { seed: part.seed, runtime }, { state }, part.validation));
  }
  return all;
}
