import type { Json, Space, TrialState } from "../../decide/index.ts";
import type { Receipt } from "../receipt/types.ts";
import type { CompareOptions, CompareResult, LadderAudit, NoticeEvent, TrialEvent } from "../types.ts";

export interface TuneOptions extends Omit<CompareOptions, "augment" | "seeds"> {
  /** What may be tried; by the kind of data when absent. What `base` names is not searched. */
  readonly space?: Space;
  /** Repeats that a trial is scored on in the search, each with its own split and initial weights; 5, fewer with many rows, when absent. */
  readonly folds?: number;
  /** Trials at most, fixed recipes included; no limit when absent. */
  readonly trials?: number;
  /** Seconds for search and reruns together; 300 when neither this nor `trials` is given. */
  readonly budgetSeconds?: number;
  /** The search may end when a trial scores so well in it: `auc>=.9`. The metric is then the study's. */
  readonly goal?: string;
  /** Best trials that are run again on fresh repeats. Default 5. */
  readonly top?: number;
  /** Fresh repeats of the final. Default 5. */
  readonly reruns?: number;
}

/** `job.json` of a study: all that decides its table of trials, so that it can be gone on with. */
export interface StudyJob {
  readonly v: 1;
  readonly kind: "tune";
  readonly options: Omit<TuneOptions, "signal" | "out" | "recipes" | "space" | "folds" | "top" | "reruns">;
  readonly metric: string;
  readonly space: Space;
  /** In order; the untuned default is among them. */
  readonly fixed: readonly { readonly name: string; readonly values: { readonly [key: string]: Json } }[];
  /** Repeats of a trial; trials that are run again, and on how many fresh repeats. */
  readonly folds: number;
  readonly top: number;
  readonly reruns: number;
  /** Repeats are folds of so many: of few rows each is to be used as often as every other. */
  readonly crossFolds?: number;
  /** What the audit said of the steps that the search may try. */
  readonly audit?: LadderAudit;
  /** How far suggestions look back: trial n knows of trials up to n − lag. */
  readonly lag: number;
  readonly sha256: string;
  readonly version: string;
}

/** One line of the leaderboard. */
export interface TuneTrial {
  readonly id: number;
  readonly name: string;
  /** "stopped": under way when the time was spent, which is no failure. */
  readonly state: Exclude<TrialState, "running"> | "stopped";
  /** What it changes about the default: `dropout .3, learningRate .004`. */
  readonly changes: string;
  /** Mean validation score of the search and its standard error; NaN when it failed. */
  readonly score: { readonly mean: number; readonly se: number };
  readonly folds: readonly number[];
  /** Within one standard error of the best of the search. */
  readonly tied: boolean;
  /** The mean over fresh repeats and its standard error, of finalists. */
  readonly fresh?: { readonly mean: number; readonly se: number };
  /** Why it failed or was given up. */
  readonly reason?: string;
}

/** What each regularizer of the winner brings; or why that was not measured, and whether `ablate` would do it later. */
export type TuneReceipt = Receipt | { readonly skipped: string; readonly later: boolean };

export interface TuneResult extends CompareResult {
  /** Best first; then those that were given up, those that failed, and those that were under way when the time was spent. */
  readonly trials: readonly TuneTrial[];
  /** Absent in results of earlier versions. */
  readonly receipt?: TuneReceipt;
  readonly search: {
    readonly done: number;
    readonly pruned: number;
    readonly failed: number;
    /** Begun when the time was spent, and without a score. */
    readonly unfinished: number;
    readonly folds: number;
    readonly reruns: number;
    readonly ended: SearchEnd;
    /** What the final was to have, had there been time: `2 of 5 fresh repeats`. */
    readonly leftOut?: readonly string[];
    /** Recipes whose networks are averaged in model.onnx, the winner first. */
    readonly averaged?: readonly string[];
    /** How much better the winner looked in the search than on fresh repeats, in the metric's units. */
    readonly flattered: number;
  };
}

/** Why no further trial was begun. */
export type SearchEnd = "trials" | "time" | "exhausted" | "goal";

export type TuneEvent = NoticeEvent | TrialEvent | TuneResult;
