import type { Schedule, ScheduleState } from "../optim/schedule/define.ts";
import type { Length } from "./epoch.ts";
import type { Margins } from "./margins.ts";
import type { Metric, Predictions } from "./metrics/index.ts";
import type { AnyExamples } from "./score.ts";
import type { BatchSource } from "./source.ts";
import type { Snapshot } from "./state.ts";
import type { Stopping, StoppingState } from "./stopping.ts";
import type { StrengthSchedules, StrengthStates } from "./strengths.ts";
import type { Trainer } from "./trainer.ts";

/** Scores of one part of the data after an epoch, in inference mode on clean data. */
export interface Scores {
  /** Mean data loss per row: no penalty, no label smoothing. */
  readonly loss: number;
  /** The metric, in the user's units. */
  readonly metric: number;
}

export interface EpochEvent {
  readonly type: "epoch";
  /** From 1. */
  readonly epoch: number;
  readonly steps: number;
  readonly train: Scores;
  readonly validation: Scores;
  /** The averaged weights' scores, where an average is kept, and which of the two was judged and may be kept. */
  readonly averaged?: { readonly train: Scores; readonly validation: Scores };
  readonly uses?: "raw" | "averaged";
  /**
   * Mean data loss of the epoch's batches as they were learned from: weights that change, noise, batch statistics, augmented
   * rows, smoothed labels. What other libraries call training loss, penalties aside.
   */
  readonly learning: number;
  /** Cost of the penalties, which is in neither loss. */
  readonly penalty: number;
  readonly learningRate: number;
  /** Weights that are exactly zero. */
  readonly zeros: number;
  readonly improved: boolean;
}

export interface EndEvent {
  readonly type: "end";
  readonly epochs: number;
  readonly best: { readonly epoch: number; readonly score: number };
  /** Why training ended before its length, if it did. */
  readonly stopped: { readonly reason: string; readonly message: string } | undefined;
  /** Epoch whose weights the model now has. */
  readonly kept: number;
}

export type TrainEvent = EpochEvent | EndEvent;

/** What a model says of the scored training rows (a sample where there are many) and of all validation rows. */
export interface Said {
  readonly train: Predictions;
  readonly validation: Predictions;
}

export interface LoopOptions {
  readonly trainer: Trainer;
  /** Scored after each epoch, and what steps learn from unless `source` is given. */
  readonly train: AnyExamples;
  readonly validation: AnyExamples;
  /** Batches to learn from in place of the clean training rows, such as augmented ones. */
  readonly source?: BatchSource;
  readonly length: Length;
  readonly batchSize: number;
  readonly metric: Metric;
  /** Predictions in the user's sense, for metrics. */
  interpret(examples: AnyExamples, predictions: Float32Array): Predictions;
  /** What "best" means: the validation loss unless "metric" is asked for. */
  readonly monitor?: "loss" | "metric";
  readonly schedule?: Schedule;
  /** Schedules of other strengths, such as `2.rate` or `optimizer.weightDecay`: each multiplies the value at the start. */
  readonly strengths?: StrengthSchedules;
  readonly stopping?: Stopping;
  /** End with the weights of the best epoch (default: when there is `stopping`). */
  readonly restoreBest?: boolean;
  readonly seed?: number;
  /** Told the margin of each row as it is learned from, where the trainer gives margins. */
  readonly margins?: Margins;
  /**
   * Told what the weights say that the model ends with if training ends now, when other weights become these; undefined where
   * nobody has asked them. The last call is of the weights at the end.
   */
  readonly onKept?: (said: Said | undefined) => void;
  /** Called at the end with the last epoch's weights in place, and once more with those that are kept, where they are others. */
  readonly onEnd?: (moment: { readonly epoch: number; readonly at: "last" | "kept" }) => Promise<void>;
  /** Goes on from a checkpoint, as if it had never stopped. */
  readonly resume?: Checkpoint;
  /** Asked after every step and epoch whether to save; saving is waited for. */
  readonly checkpoint?: { readonly due: () => boolean; readonly save: (checkpoint: Checkpoint) => Promise<void> };
}

/** What decides the future of a loop beside the trainer: plain JSON. Randomness is keyed by seed, epoch and step, so it needs no state. */
export interface LoopState {
  /** Epochs finished, and batches of the running one. */
  readonly epoch: number;
  readonly batch: number;
  readonly schedule: ScheduleState;
  readonly strengths: StrengthStates;
  readonly judge: StoppingState;
  readonly stopped?: EndEvent["stopped"];
  /** Σ of the running epoch's losses times rows, and these rows. */
  readonly learned?: Learned;
}

export interface Learned {
  readonly sum: number;
  readonly rows: number;
}

/** Everything that decides the future of a run. */
export interface Checkpoint {
  readonly loop: LoopState;
  readonly trainer: Snapshot;
  /** Weights of the best epoch, when they are to be restored at the end. */
  readonly kept: Snapshot | undefined;
  /** The trainer at the best epoch, when a schedule may go back to it. */
  readonly best?: Snapshot;
  /** What `Margins` holds, where it watches. */
  readonly margins?: Float32Array;
}
