import type { Better } from "../../train/best.ts";

/** Scores after an epoch; NaN where they were not written. Losses are of the data alone where `scoredAlike`. */
export interface StoryEpoch {
  readonly epoch: number;
  readonly loss: { readonly train: number; readonly validation: number };
  readonly metric?: { readonly train: number; readonly validation: number };
  /** The loss of the training rows as they were learned from: batch statistics, noise. For stale batch norm. */
  readonly learning?: number;
}

/** Rows whose labels look wrong, of how many that were looked at. */
export interface Labels {
  readonly suspects: number;
  readonly rows: number;
  /** Share of wrong labels by rows that nothing was learned from, and whether it is beyond what an unsure model explains. */
  readonly noise?: Bounds & { readonly claimed: boolean };
  /** Where the rows are listed. */
  readonly file?: string;
}

/** One training as it is diagnosed. What is absent is not known, and nothing is concluded from it. */
export interface Story {
  readonly source: "regularize" | "keras" | "lightning" | "tensorflow.js";
  readonly epochs: readonly StoryEpoch[];
  readonly metric?: {
    readonly name: string;
    /** As people read it: `balanced accuracy`; the name when absent. */
    readonly title?: string;
    readonly better: Better;
    readonly perfect: number;
  };
  /** What guessing scores, in the metric and as a loss. */
  readonly baseline?: { readonly metric?: number; readonly loss?: number };
  /** The model that is kept has the best epoch's weights, not the last's. */
  readonly restores: boolean;
  /** The epoch whose weights are kept, where it is known. */
  readonly keptEpoch?: number;
  /** Training stopped by itself: more epochs would not have been run. */
  readonly stopped?: boolean;
  /** Training and validation are scored alike: inference mode, data loss only. */
  readonly scoredAlike: boolean;
  readonly validationRows?: number;
  /** Standard error of the validation metric from the number of its rows. */
  readonly standardError?: number;
  /** Share of guessing's error that a column alone takes away, on validation rows. */
  readonly columns?: readonly { readonly name: string; readonly alone: number }[];
  /** Loss of the clean training rows at the kept weights, with running statistics and with those of their batches. */
  readonly statistics?: { readonly running: number; readonly batch: number };
  /** Rows whose labels look wrong. */
  readonly labels?: Labels;
  /** What the recipe has on, for the next edit. */
  readonly recipe?: Readonly<Record<string, unknown>>;
}

export type DiagnosisKind =
  | "good"
  | "harmfulOverfitting"
  | "benignGap"
  | "underfitting"
  | "notFinished"
  | "noSignal"
  | "leakSuspected"
  | "noisyLabels"
  | "staleBatchNorm"
  | "diverged"
  | "cannotTell";

export interface Bounds {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a verdict rests on. */
export interface Found {
  readonly kind: DiagnosisKind;
  /** One sentence for a person. */
  readonly sentence: string;
  readonly evidence: Readonly<Record<string, number | string>>;
  /** The number that decided, with its 95 % interval. */
  readonly interval?: Bounds & { readonly of: string };
  /** One edit, and what it should change. */
  readonly next: { readonly edit: string; readonly expect: string };
}
