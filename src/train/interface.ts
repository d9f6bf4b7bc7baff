import type { Averaging, AveragingMoment } from "../optim/averaging/define.ts";
import type { Optimizer } from "../optim/define.ts";
import type { Constraint } from "../optim/constraint/define.ts";
import type { GradientTransform } from "../optim/gradient/define.ts";
import type { Sharpness } from "../optim/sharpness/define.ts";
import type { Runtime } from "../run/index.ts";
import type { Layout } from "./layout.ts";
import type { MonteCarloOptions, Uncertain } from "./monteCarlo.ts";
import type { LearningLosses } from "./naiveMeter.ts";
import type { Problem } from "./program.ts";
import type { RowData } from "./rows.ts";
import type { AnyExamples, Scored } from "./score.ts";
import type { NamedTensor, Snapshot } from "./state.ts";

export interface TrainerOptions extends Problem {
  readonly optimizer: Optimizer;
  readonly constraints?: readonly Constraint[];
  /** What is done to the gradient before each update, in this order: clipping, noise. */
  readonly gradients?: readonly GradientTransform[];
  /** Bounds the global L2 norm of the gradient of all parameters, after `gradients`: short for clipGlobalNorm. */
  readonly clipNorm?: number;
  /** An average of the weights over steps, kept beside them; see `withAverage`. */
  readonly averaging?: Averaging;
  /** Takes each gradient at the worst point nearby (SAM): a step costs two passes. */
  readonly sharpness?: Sharpness;
  /** Rows of the largest batch. */
  readonly batchSize: number;
  /** Everything random follows from it; default 42. */
  readonly seed?: number;
  readonly runtime: Runtime;
}

/**
 * A model under training: `step` learns from one batch, `score` measures in inference mode. The loop is yours, or `fit`'s.
 *
 * @example
 * const trainer = await createTrainer({ model, loss: mse(), penalties: [], input: [10], outputs: 1, optimizer: adam(), batchSize: 100, runtime });
 * const all = Int32Array.from({ length: train.rows }, (_, row) => row);
 * for (let epoch = 0; epoch < 20; epoch++) {
 *   for (const rows of batches(all, 100, { key: fold(keyOf(42), "epoch", epoch) })) await trainer.step(train, rows);
 *   console.log((await trainer.score(validation)).loss);
 * }
 */
export interface Trainer {
  readonly layout: Layout;
  /** Steps taken so far. */
  readonly steps: number;
  /** Learning rate of the next step; schedules set it. */
  learningRate: number;
  /** Where training is, for averages that begin late: set before a step, as the loop does. */
  moment: AveragingMoment;
  /** An average is kept that is a model of its own. */
  readonly averages: boolean;
  /**
   * Does `work` with the averaged weights in place of the raw ones, which come back afterwards. Running statistics belong to
   * the raw weights: with `examples` they are estimated anew for the average.
   */
  withAverage<T>(work: () => Promise<T>, examples?: AnyExamples): Promise<T>;
  /** Estimates running statistics (batch norm) anew, as the mean over whole batches of the examples. Learns nothing. */
  estimateStatistics(examples: AnyExamples): Promise<void>;
  /**
   * Learns from the named rows; gives their data loss in learn mode. Throws E403, and changes nothing, when the loss, a
   * gradient or a new statistic is not finite.
   */
  step(examples: AnyExamples, rows: Int32Array): Promise<number>;
  /** The margin of each row of the last step, before it, in learn mode; a view, good until the next. See `marginOf`. */
  readonly margins: Float32Array | undefined;
  /** What the named rows cost as step number `step` would learn from them, at the weights as they are. Learns nothing. */
  learningLosses(examples: AnyExamples, rows: Int32Array, step: number): Promise<LearningLosses>;
  /** Predictions and data loss in inference mode on clean data, weighted by rows. */
  score(examples: AnyExamples): Promise<Scored>;
  /** Predictions alone, [rows, outputs]. */
  predict(x: RowData, rows: number): Promise<Float32Array>;
  /** Mean and standard deviation of predictions under the noise of learning (Monte-Carlo dropout), at the current rates. */
  uncertainty(x: Float32Array, rows: number, options?: MonteCarloOptions): Promise<Uncertain>;
  /** Cost of each penalty on weights, as they are now, by name; the second `l2` is `l2#2`. */
  penaltyCosts(): Promise<Record<string, number>>;
  /** Weights that are exactly zero, and how many there are. */
  zeros(): { readonly zero: number; readonly weights: number };
  strengths(): Record<string, number>;
  setStrength(name: string, value: number): void;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  tensors(): Record<string, NamedTensor>;
  /** Copies of the last step's gradients by parameter; zeros before the first step. */
  gradients(): Record<string, NamedTensor>;
  load(tensors: Record<string, NamedTensor>): void;
}
