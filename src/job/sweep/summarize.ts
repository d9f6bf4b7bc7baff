import { type StrengthScores, type SweepSummary, summarizeSweep, sweepSentence } from "../../decide/sweep/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { Outcome } from "../summarize.ts";
import { extended, type Swept } from "./strengths.ts";
import type { SweptStrength } from "./types.ts";

/** What is known of a sweep besides its scores. */
export interface SweepFacts {
  readonly swept: Swept;
  /** Repeats that every strength without a failure finished. */
  readonly repeats: readonly number[];
  readonly metric: Metric;
  /** Validation rows ÷ training rows. */
  readonly testFraction: number;
  readonly baseline: number;
}

export interface Summarized {
  readonly summary: SweepSummary;
  readonly strengths: readonly SweptStrength[];
  readonly conclusion: string;
}

/** The table and the sentence of a sweep; undefined when the reference has no scores. */
export function summarizeOutcomes(outcomes: readonly Outcome[], facts: SweepFacts): Summarized | undefined {
  const { swept, repeats, metric, testFraction } = facts;
  const { better } = metric;
  const curve = outcomes.map((outcome, i) => scoresOf(outcome, swept.values[i]!, repeats));
  const summary = summarizeSweep(curve, {
    ...{ better, testFraction, reference: swept.reference, prefersStrong: swept.hasOff },
    isOff: swept.hasOff && swept.scale === "log",
  });
  if (summary === undefined) return undefined;
  const strengths = summary.strengths.map((result, i) => {
    const { name, trials, error } = outcomes[i]!;
    const { train, validation } = curve[i]!;
    const scores = validation.map((score, r) => ({ seed: repeats[r]!, train: train[r]!, validation: score }));
    const why = error === undefined ? `${trials.size} repeats` : `${error.code} ${error.message}`;
    return { ...result, name, scores, ...(scores.length === 0 ? { failed: why } : {}) };
  });
  return { summary, strengths, conclusion: sentenceOf(summary, facts) };
}

function scoresOf({ trials, error }: Outcome, strength: number, repeats: readonly number[]): StrengthScores {
  const found = repeats.map((repeat) => trials.get(repeat)).filter((trial) => trial !== undefined);
  if (error !== undefined || found.length < repeats.length) return { strength, train: [], validation: [] };
  return { strength, train: found.map(({ train }) => train), validation: found.map(({ validation }) => validation) };
}

function sentenceOf(summary: SweepSummary, { swept, repeats, metric, baseline }: SweepFacts): string {
  const { title, better } = metric;
  const extend = summary.edge === undefined ? undefined : extended(swept, summary.edge);
  const signal = summary.strengths[swept.reference]!.validation.mean - baseline;
  return sweepSentence(summary, {
    ...{ name: swept.key, reference: swept.reference, metric: { title, better }, repeats: repeats.length },
    prefersStrong: swept.hasOff,
    ...(Number.isFinite(signal) ? { signal } : {}),
    ...(extend === undefined ? {} : { extend }),
  });
}
