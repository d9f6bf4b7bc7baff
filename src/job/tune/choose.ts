import { meanAndError } from "../../decide/index.ts";
import { gain } from "../../train/best.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { planOf } from "../../train/program.ts";
import { inputOf, lossOf, modelOf } from "../model.ts";
import { foldOf, type Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { winnerOf } from "../summarize.ts";
import type { RecipeResult } from "../types.ts";

/** Numbers that a network of this recipe learns. */
export function sizeOf(recipe: Recipe, prepared: Prepared): number {
  const { shape } = foldOf(prepared, 0, recipe);
  const { layout } = planOf({
    ...{ model: modelOf(recipe, shape), loss: lossOf(recipe, shape), penalties: [] },
    ...{ input: inputOf(shape), outputs: shape.outputs },
  });
  return layout.learned;
}

export interface Choosing {
  readonly metric: Metric;
  /** Validation rows ÷ training rows. */
  readonly testFraction: number;
  readonly sizeOf: (name: string) => number;
}

/** What is kept, and in one sentence why it is not the best mean. */
export interface Chosen {
  readonly winner: RecipeResult;
  readonly why?: string;
}

/**
 * The one-standard-error rule on fresh repeats: the smallest network whose paired difference to the best mean is no more than one standard error
 * (corrected for shared training rows). With few rows the best of several is best by chance as often as not.
 */
export function chooseByOneError(results: readonly RecipeResult[], of: Choosing): Chosen | undefined {
  const { metric, testFraction } = of;
  const best = winnerOf(results, metric);
  if (best === undefined) return undefined;
  const isWithin = ({ scores, failed }: RecipeResult): boolean => {
    if (failed !== undefined) return false;
    const behind = scores.map(({ validation }, i) => gain(metric.better, best.scores[i]!.validation, validation));
    const { mean, se } = meanAndError(behind, { testFraction });
    return mean <= (Number.isFinite(se) ? se : 0);
  };
  const within = results.filter((result) => result === best || isWithin(result));
  const sizes = new Map(within.map((result) => [result, of.sizeOf(result.name)]));
  const winner = within.reduce((least, result) => (sizes.get(result)! < sizes.get(least)! ? result : least), best);
  if (winner === best) return { winner };
  const [few, many] = [winner, best].map((result) => sizes.get(result)!.toLocaleString("en-US"));
  return {
    winner,
    why: `by the one-standard-error rule of small data: ${few} weights instead of the ${many} of ${best.name}, which is better by less than a standard error`,
  };
}
