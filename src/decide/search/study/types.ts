import type { Key } from "../../../core/index.ts";
import type { Better } from "../../../train/best.ts";
import type { FoldPruning } from "../prune/index.ts";
import type { Sampler } from "../sampler/define.ts";
import type { Assignment, Json, Space } from "../space/index.ts";

/** What a trial is run with: keys of a recipe, or of one's own loop. */
export type TrialValues = { readonly [key: string]: Json };

/** Tried before anything is sampled, such as "plain". Its values may lie outside the space. */
export interface FixedTrial {
  readonly name: string;
  readonly values: TrialValues;
}

/**
 * The first trials race: all of them get the folds of the first round, the better half those of the second, and so on; at least `least` run to
 * the end. A strong one is found for a fraction of the time (Jamieson & Talwalkar 2016, arXiv:1502.07943).
 */
export interface Race {
  /** Folds that a trial has after each round, rising. */
  readonly rounds: readonly number[];
  /** Trials that take part, the first ones. */
  readonly count: number;
  /** Trials that stay in any case. Default 2. */
  readonly least?: number;
}

export interface StudyOptions {
  readonly space: Space;
  /** Of the whole study: with the same key and outcomes it suggests the same. */
  readonly key: Key;
  /** Which scores are better. */
  readonly better: Better;
  /** Default: `tpe()`. */
  readonly sampler?: Sampler;
  readonly fixed?: readonly FixedTrial[];
  /** Scores that a trial is made of (default 1). */
  readonly folds?: number;
  /** Gives up hopeless trials before their last fold. */
  readonly prune?: FoldPruning;
  /** The first trials run side by side, and the better half goes on; none of them waits for another then. */
  readonly race?: Race;
  /** Trials at most, fixed ones included. */
  readonly budget?: number;
  /**
   * Trial n is suggested from the outcomes of trials 0 … n − lag and no others, and waits for them: the table is then the same for any number of
   * workers up to `lag`. Without it, a suggestion uses all that is known when it is asked for.
   */
  readonly lag?: number;
}

/** What came of one fold. */
export type Outcome = { readonly score: number } | { readonly failed: string } | { readonly pruned: string };

export type TrialState = "running" | "done" | "pruned" | "failed";

/** One row of the study's table: plain JSON. */
export interface Trial {
  readonly id: number;
  /** `fixed plain`, or the name of the sampler. */
  readonly source: string;
  readonly values: TrialValues;
  /** The values as the sampler knows them; null outside the space. */
  readonly assignment: Assignment | null;
  /** The best trial when this one was suggested, which pruning compares it with; null for none. */
  readonly rival: number | null;
  /** By fold; null until told. */
  readonly outcomes: readonly (Outcome | null)[];
  /** By fold: was handed out. */
  readonly asked: readonly boolean[];
}

/** A trial and what follows from its outcomes. */
export interface Row extends Trial {
  readonly state: TrialState;
  /** Scores of the folds that count, in order. */
  readonly scores: readonly number[];
  /** Mean of the scores; of a pruned trial the rival's mean and the mean difference on the same folds; NaN otherwise. */
  readonly score: number;
  /** Why it failed or was given up. */
  readonly reason?: string;
}

export interface StudyState {
  readonly version: 1;
  /** What the study was made with, but for its budget. */
  readonly made: { readonly [option: string]: string };
  readonly trials: readonly Trial[];
}

/** The next thing to do: run a fold, wait until another is told, or stop. */
export type Ask =
  | {
      readonly status: "run";
      readonly id: number;
      readonly fold: number;
      readonly values: TrialValues;
      readonly source: string;
    }
  | { readonly status: "wait" }
  | { readonly status: "done"; readonly reason: "budget" | "exhausted" };

export interface Study {
  /** The next fold of an open trial, or the first of a new one. */
  ask(): Ask;
  /** What came of a fold: its score, or `{ failed: reason }`. A score that is not finite is a failure. Throws E159 for what was not asked. */
  tell(id: number, fold: number, outcome: number | Outcome): void;
  /** Hands a fold out again whose worker was lost. */
  release(id: number, fold: number): void;
  rows(): readonly Row[];
  /** The finished trial with the best mean; undefined before there is one. */
  best(): Row | undefined;
  /** The k best finished trials, best first. */
  top(k: number): readonly Row[];
  state(): StudyState;
}
