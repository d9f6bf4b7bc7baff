import type { Diagnosis } from "../decide/index.ts";
import type { Effect, Interval } from "../decide/statistics/index.ts";
import type { ReportNext } from "../observe/index.ts";
import type { Better } from "../train/best.ts";
import type { Kind } from "../train/metrics/index.ts";
import type { AuditLine } from "../decide/audit/table.ts";
import type { GapFindings, KeptFindings } from "./gap/types.ts";
import type { Recipe } from "./recipe.ts";

/** What to do next, as `result.json`, the report, the terminal and the dashboard say it; the data by its name alone. */
export type Next = ReportNext;

/** What the user said about the data. Everything else is inferred, and said so. */
export interface DataOptions {
  /** CSV, TSV, Parquet, JSON lines or a JSON array, each also gzipped; a folder of images; IDX files of images. */
  readonly data: string;
  /** The column to predict; images in folders have their classes from these. */
  readonly target?: string;
  /** What the data is; by its look when absent. */
  readonly kind?: "table" | "image" | "text";
  /** The column of texts to learn from. */
  readonly text?: string;
  /** Of a table of images, the column of their paths. */
  readonly image?: string;
  /** Pixels that images are resized to: a side, or height and width. */
  readonly imageSize?: number | readonly [height: number, width: number];
  /** 1 reads images as grey, 3 as colours. */
  readonly channels?: 1 | 3;
  readonly task?: "classification" | "regression";
  /** Of two classes the one that probabilities and AUC speak of; by its name, else the rarer, when absent. */
  readonly positive?: string;
  /** Columns that are read as categories, whatever they look like: codes that are numbers, words of any number. They are kept. */
  readonly category?: readonly string[];
  readonly keep?: readonly string[];
  readonly drop?: readonly string[];
  /** Rows with the same value stay on one side of every split. */
  readonly group?: string;
  /** Later rows are never used to predict earlier ones: test is the latest. */
  readonly time?: string;
  /** Shares of train, validation and test; default 60/20/20. */
  readonly split?: readonly [train: number, validation: number, test: number];
  readonly delimiter?: string;
  readonly trimHeaders?: boolean;
  readonly onBadCell?: "error" | "missing";
}

export interface CompareOptions extends DataOptions {
  /** Recipes beside the ladder's. */
  readonly recipes?: readonly Recipe[];
  /** Changes to every recipe of the ladder, such as `{ epochs: 50 }`. */
  readonly base?: Partial<Recipe>;
  /** The augmentation that the ladder tries; none when empty, chosen for the data when absent. `fit` trains with it. */
  readonly augment?: Recipe["augment"];
  /** Number of repeats: each has its own split into train and validation and its own initial weights. Default 5. */
  readonly seeds?: number;
  /** What everything random follows from; default 42. */
  readonly seed?: number;
  readonly metric?: string;
  /** Seconds after which no further trial starts; only repeats that every recipe finished are used. */
  readonly budgetSeconds?: number;
  /** Trials at a time, one core each; default: the cores. */
  readonly workers?: number;
  /** Folder for the run; default `runs/NAME-HASH`. */
  readonly out?: string;
  /** Writes the report's charts as pictures too: `chart-NAME.png` in the run's folder. */
  readonly png?: boolean;
  /**
   * Nothing of single rows in the folder of a finished run: no `suspects.csv`, no sheet of augmentations, no lines in notices, no least and
   * greatest values, no checkpoints. The model is what it is: its categories and words are those of the data.
   */
  readonly aggregatesOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** Something that was chosen for the user, or that the user should know. */
export interface NoticeEvent {
  readonly v: 1;
  readonly type: "notice";
  /** What it is about; `warning` asks for attention. */
  readonly topic: "data" | "task" | "split" | "model" | "warning";
  readonly message: string;
}

export interface TrialEvent {
  readonly v: 1;
  readonly type: "trial";
  readonly recipe: string;
  readonly seed: number;
  readonly done: number;
  readonly total: number;
  readonly status: "ok" | "failed";
  /** The metric at the weights that are kept; absent when failed. */
  readonly train?: number;
  readonly validation?: number;
  readonly epochs?: number;
  readonly seconds: number;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** One line of the table. Scores are in natural units, never negated. */
export interface RecipeResult {
  readonly name: string;
  readonly train: number;
  readonly validation: { readonly mean: number; readonly se: number };
  /** How much better training scores than validation, in the metric's units; positive means overfitting. */
  readonly gap: number;
  /** Validation score minus plain's over the same repeats, in the metric's own sign: for RMSE negative is better. Absent for plain. */
  readonly effect?: Pick<Effect, "mean" | "low" | "high" | "p">;
  /** Weights that are exactly zero, as a share. */
  readonly zeros: number;
  /** Median epoch whose weights were kept. */
  readonly epochs: number;
  /** Per repeat, in order. */
  readonly scores: readonly { readonly seed: number; readonly train: number; readonly validation: number }[];
  /** Why the recipe has no numbers. */
  readonly failed?: string;
}

/** What a comparison tells of the augmentation that it tries. */
export interface LadderAudit {
  /** One line per step. */
  readonly lines: readonly AuditLine[];
  /** Steps that do not break labels, and the names of those that do, with the reason. */
  readonly steps: Recipe["augment"];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** Validation rows that the clean model was asked about. */
  readonly rows: number;
  readonly guarantee: string;
}

export interface CompareResult {
  readonly v: 1;
  readonly type: "result";
  readonly task: Kind;
  readonly metric: { readonly name: string; readonly title: string; readonly better: Better };
  readonly recipes: readonly RecipeResult[];
  /** Name of the recipe with the best mean validation score. */
  readonly winner: string;
  /** Score of always predicting the mean or the class shares, on validation. */
  readonly baseline: number;
  /** One sentence. */
  readonly conclusion: string;
  /** The one thing to do next; absent in results of earlier versions. */
  readonly next?: Next;
  /** Scores on rows that nothing else has seen, averaged over the repeats' models; 95 % bootstrap intervals over rows. */
  readonly test: {
    readonly rows: number;
    readonly winner: Pick<Interval, "value" | "low" | "high">;
    readonly plain: Pick<Interval, "value" | "low" | "high">;
    /** Winner's score minus plain's on the same rows, in the metric's own sign. */
    readonly difference: Pick<Interval, "value" | "low" | "high">;
    /** The model that model.onnx holds: its repeat, its own test score, and how many networks it averages, where it is more than one. */
    readonly exported: { readonly seed: number; readonly value: number; readonly models?: number };
  };
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** What the audit said of the augmentation that was tried. */
  readonly audit?: LadderAudit;
  /** The gap of the model that is kept, taken apart; with what training told of single rows where it was trained once more for that. */
  readonly findings?: KeptFindings & Partial<Pick<GapFindings, "labels" | "last">>;
  /** The run's folder. */
  readonly run: string;
  readonly seconds: number;
}

export interface FitOptions extends CompareOptions {
  /** What to train; L2 with early stopping and plateau, the field's usual baseline, when absent. `base` changes it. */
  readonly recipe?: Recipe;
  /** Seconds between checkpoints, default 10; 0 saves after every step. */
  readonly checkpointSeconds?: number;
}

export interface FitResult {
  readonly v: 1;
  readonly type: "result";
  readonly task: Kind;
  readonly metric: CompareResult["metric"];
  /** At the weights that are kept, in inference mode, over all rows of the part. */
  readonly train: number;
  readonly validation: number;
  readonly gap: number;
  readonly test: Pick<Interval, "value" | "low" | "high">;
  readonly baseline: number;
  readonly epochs: number;
  readonly bestEpoch: number;
  /** Absent in results of earlier versions. */
  readonly rows?: CompareResult["rows"];
  readonly conclusion: string;
  /** Whether it overfits and whether that matters, with its evidence and one next edit. */
  readonly diagnosis: Diagnosis;
  /** The gap taken apart, segments that overfit more, and rows whose labels look wrong. */
  readonly findings?: GapFindings;
  readonly run: string;
  /** SHA-256 of the final weights, states and strengths. */
  readonly weights: string;
  readonly seconds: number;
}

/** After an epoch of `fit`; scores are the metric's. */
export interface FitEpochEvent {
  readonly v: 1;
  readonly type: "epoch";
  readonly epoch: number;
  readonly epochs: number;
  readonly train: number;
  readonly validation: number;
  readonly loss: { readonly train: number; readonly validation: number };
}

export type FitEvent = NoticeEvent | FitEpochEvent | FitResult;

export type CompareEvent = NoticeEvent | TrialEvent | CompareResult;
