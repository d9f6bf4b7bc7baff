import { meanOf } from "../core/mean.ts";
import type { ErrorFacts } from "../core/index.ts";
import { meanAndError, pairedEffect, verdict } from "../decide/index.ts";
import { gain } from "../train/best.ts";
import type { Metric } from "../train/metrics/index.ts";
import { PLAIN } from "./ladder.ts";
import { shownMetric } from "./result.ts";
import type { Trial } from "./trial.ts";
import type { RecipeResult } from "./types.ts";

/** The finished trials of one recipe, by repeat, and why others failed. */
export interface Outcome {
  readonly name: string;
  readonly trials: ReadonlyMap<number, Trial>;
  /** What stopped it, in any repeat. */
  readonly error?: ErrorFacts;
}

/** The repeats that all recipes without a failure finished. */
export const wholeRepeats = (repeats: readonly number[], outcomes: readonly Outcome[]): number[] =>
  repeats.filter((repeat) => outcomes.every(({ error, trials }) => error !== undefined || trials.has(repeat)));

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/**
 * One line per recipe. Only repeats that all recipes without a failure finished are used, so that every effect is paired;
 * `testFraction` is validation rows ÷ training rows, for the corrected resampled t.
 */
export function summarize(
  outcomes: readonly Outcome[],
  repeats: readonly number[],
  metric: Metric,
  testFraction: number,
): RecipeResult[] {
  const plain = outcomes.find(({ name }) => name === PLAIN);
  return outcomes.map((outcome) => {
    const trials = repeats.map((repeat) => outcome.trials.get(repeat)).filter((trial) => trial !== undefined);
    if (outcome.error !== undefined || trials.length < repeats.length) return failed(outcome);
    const validation = trials.map((trial) => trial.validation);
    const train = meanOf(trials.map((trial) => trial.train));
    const { mean, se } = meanAndError(validation, { testFraction });
    const line: RecipeResult = {
      name: outcome.name,
      train,
      validation: { mean, se },
      gap: gain(metric.better, train, mean),
      zeros: meanOf(trials.map((trial) => trial.zeros)),
      epochs: medianOf(trials.map((trial) => trial.end.kept)),
      scores: trials.map((trial, i) => ({ seed: repeats[i]!, train: trial.train, validation: trial.validation })),
    };
    if (outcome.name === PLAIN || plain === undefined || plain.error !== undefined) return line;
    const differences = trials.map((trial, i) => trial.validation - plain.trials.get(repeats[i]!)!.validation);
    const effect = pairedEffect(differences, { testFraction });
    return { ...line, effect: { mean: effect.mean, low: effect.low, high: effect.high, p: effect.p } };
  });
}

const failed = ({ name, error }: Outcome): RecipeResult => ({
  name,
  train: Number.NaN,
  validation: { mean: Number.NaN, se: Number.NaN },
  gap: Number.NaN,
  zeros: Number.NaN,
  epochs: Number.NaN,
  scores: [],
  failed: error === undefined ? "not finished" : `${error.code} ${error.message}`,
});

/** The recipe with the best mean validation score; the earlier of equals. */
export function winnerOf(results: readonly RecipeResult[], metric: Metric): RecipeResult | undefined {
  const finished = results.filter((result) => Number.isFinite(result.validation.mean));
  return finished.reduce<RecipeResult | undefined>((best, result) => {
    if (best === undefined) return result;
    return gain(metric.better, result.validation.mean, best.validation.mean) > 0 ? result : best;
  }, undefined);
}

/** The comparison in one sentence. */
export function conclude(results: readonly RecipeResult[], metric: Metric, baseline: number, repeats: number): string {
  return verdict({ metric: shownMetric(metric), recipes: results, baseline, repeats }).sentence;
}
