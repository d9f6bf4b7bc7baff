import type { ReportAudit, ReportEvidence, ReportGap, ReportNext, ReportSuspects } from "./evidence.ts";

/** What is known of a number: its value and the ends of its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ReportRecipe {
  readonly name: string;
  readonly train: number;
  readonly validation: { readonly mean: number; readonly se: number };
  /** How much better training scores than validation; positive means overfitting. */
  readonly gap: number;
  /** Validation score minus plain's, in the metric's own sign: for RMSE negative is better. Absent for plain. */
  readonly effect?: { readonly mean: number; readonly low: number; readonly high: number };
  /** Weights that are exactly zero, as a share. */
  readonly zeros: number;
  /** Median epoch whose weights were kept. */
  readonly epochs: number;
  /** One per repeat. */
  readonly scores: readonly unknown[];
  /** Why the recipe has no numbers. */
  readonly failed?: string;
}

/** A mean over repeats with its standard error. */
export interface MeanScore {
  readonly mean: number;
  readonly se: number;
}

/** The curve of scores over the strengths of one regularizer. */
export interface ReportSweep {
  /** What was varied. */
  readonly name: string;
  /** Strengths: of the best score, the one to use, the one that effects are measured against. */
  readonly best: number;
  readonly chosen: number;
  readonly reference: number;
  /** From the weakest to the strongest. */
  readonly points: readonly {
    readonly strength: number;
    readonly label: string;
    readonly train: MeanScore;
    readonly validation: MeanScore;
  }[];
}

/** What a search says of one setting. Scores are means over the search's repeats. */
export interface ReportSlice {
  readonly name: string;
  /** Share of the scores' variance that the setting explains by itself. */
  readonly share: number;
  readonly scale: "linear" | "log" | "choice";
  /** What was searched; of a choice the indices of its first and last label. */
  readonly range: readonly [low: number, high: number];
  /** Of a choice, what each index stands for. */
  readonly labels?: readonly string[];
  readonly points: readonly { readonly at: number; readonly score: number; readonly final: boolean }[];
  /** Trials in which it was switched off. */
  readonly off: number;
  /** Smoothed means with their standard errors. */
  readonly curve?: readonly { readonly at: number; readonly mean: number; readonly se: number }[];
  /** The best of the curve, and where it is within one standard error of that. */
  readonly spot?: { readonly best: number; readonly low: number; readonly high: number };
}

/** What each part of a recipe brings. */
export interface ReportParts {
  /** Name of the recipe, its validation score and the seconds of a repeat. */
  readonly name: string;
  readonly full: MeanScore & { readonly seconds: number };
  readonly parts: readonly {
    readonly label: string;
    readonly effect?: NonNullable<ReportRecipe["effect"]>;
    readonly without: MeanScore;
    readonly seconds?: number;
    readonly sentence: string;
  }[];
  /** Pruned recipes beside the full one, on fresh repeats. */
  readonly steps: readonly {
    readonly name: string;
    readonly verified?: { readonly effect: NonNullable<ReportRecipe["effect"]>; readonly sentence: string };
  }[];
  readonly repeats: number;
}

/** A search: what was tried, and what it says of each setting. */
export interface ReportStudy {
  readonly trials: readonly {
    readonly name: string;
    readonly state: string;
    readonly changes: string;
    readonly score: MeanScore;
    readonly fresh?: MeanScore;
    readonly reason?: string;
  }[];
  readonly search: {
    readonly done: number;
    readonly pruned: number;
    readonly failed: number;
    readonly unfinished: number;
  };
  readonly slices: readonly ReportSlice[];
  /** What the winner's parts bring, or why that was not measured. */
  readonly receipt?: ReportParts | { readonly skipped: string };
}

/** What a fit found out about its gap and its rows: counts and means, no rows. */
export interface ReportFindings extends ReportSuspects {
  readonly kept: ReportGap;
}

/** What a report shows of a comparison: a part of its result event. */
export interface ReportResult {
  readonly task: string;
  readonly metric: { readonly name: string; readonly title: string; readonly better: "higher" | "lower" };
  readonly recipes: readonly ReportRecipe[];
  readonly winner: string;
  /** Validation score of always predicting the mean or the class shares. */
  readonly baseline: number;
  readonly conclusion: string;
  readonly test: {
    readonly rows: number;
    readonly winner: Interval;
    readonly plain: Interval;
    /** Winner's score minus plain's on the same rows, in the metric's own sign. */
    readonly difference: Interval;
    /** The model that was exported, and how many networks it averages where that is more than one. */
    readonly exported: { readonly seed: number; readonly value: number; readonly models?: number };
  };
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly audit?: ReportAudit;
  readonly sweep?: ReportSweep;
  readonly study?: ReportStudy;
  readonly findings?: ReportFindings;
  /** The run's folder; only its last part is shown. */
  readonly run: string;
  readonly seconds: number;
}

/** Scores by the number of training rows, and what more rows would give. */
export interface ReportGrowth
  extends Pick<ReportResult, "task" | "metric" | "baseline" | "conclusion" | "rows" | "run" | "seconds"> {
  /** From the fewest rows to the most. */
  readonly sizes: readonly {
    readonly name: string;
    readonly rows: number;
    readonly train: MeanScore;
    readonly validation: MeanScore;
    readonly gap: number;
    readonly fitted?: number;
    readonly failed?: string;
  }[];
  readonly repeats: number;
  /** score(n) = a + b (n / scale)^−c; absent where nothing was fitted. */
  readonly law?: { readonly a: number; readonly b: number; readonly c: number; readonly scale: number };
  /** The score that is foretold at so many rows, with its interval; absent where it cannot be told. */
  readonly foretold?: { readonly rows: number; readonly value: number; readonly low: number; readonly high: number };
}

/** The losses of one repeat of a recipe after each epoch, scored in inference mode on clean data. */
export interface Curve {
  readonly recipe: string;
  readonly repeat: number;
  /** Epoch whose weights were kept. */
  readonly kept: number;
  readonly epochs: readonly { readonly epoch: number; readonly train: number; readonly validation: number }[];
}

/** What a report shows beside the result. */
export interface ReportContext {
  readonly notices: readonly { readonly topic: string; readonly message: string }[];
  /** Of plain and of the winner, every repeat. */
  readonly curves: readonly Curve[];
  /** What made it, such as `sweep`; by the number of recipes when absent. */
  readonly job?: string;
  /** What makes the same result again. */
  readonly command: string;
  /** Of this package. */
  readonly version: string;
  /** Of what else had a part in the numbers, by name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** The one thing to change next. */
  readonly next?: ReportNext;
  /** Counted when the run is saved. */
  readonly evidence?: ReportEvidence;
}

/** The recipe that the others are compared with: the first one without an effect that did not fail. */
export const referenceOf = (recipes: readonly ReportRecipe[]): ReportRecipe | undefined =>
  recipes.find(({ effect, failed }) => effect === undefined && failed === undefined);
