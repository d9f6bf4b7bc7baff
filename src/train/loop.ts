import { fold, type Key, keyOf, permutation, RegularizeError } from "../core/index.ts";
import { gatherRows } from "../kernel/index.ts";
import type { Progress, Schedule, ScheduleState } from "../optim/schedule/define.ts";
import { type Better, bestTracker, type BestState, type Mark } from "./best.ts";
import { checkBatchSize } from "./checks.ts";
import type { Metric, Predictions } from "./metrics/index.ts";
import type { Examples } from "./score.ts";
import type { Snapshot } from "./state.ts";
import type { Trainer } from "./trainer.ts";

/** How long to train. */
export type Length = { readonly epochs: number } | { readonly steps: number };

/** Decides after each epoch whether to go on; state in, state out. See earlyStopping in decide/. */
export interface Stopping {
  init(): BestState;
  observe(
    state: BestState,
    mark: Mark,
  ): { readonly state: BestState; readonly improved: boolean } & (
    | { readonly stop: false }
    | { readonly stop: true; readonly reason: string; readonly message: string }
  );
}

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

export interface LoopOptions {
  readonly trainer: Trainer;
  readonly train: Examples;
  readonly validation: Examples;
  readonly length: Length;
  readonly batchSize: number;
  readonly metric: Metric;
  /** Predictions in the user's sense, for metrics. */
  readonly interpret: (examples: Examples, predictions: Float32Array) => Predictions;
  /** What "best" means: the validation loss unless "metric" is asked for. */
  readonly monitor?: "loss" | "metric";
  readonly schedule?: Schedule;
  readonly stopping?: Stopping;
  /** End with the weights of the best epoch (default: when there is `stopping`). */
  readonly restoreBest?: boolean;
  readonly seed?: number;
}

/** Training rows scored after each epoch; the final scores use all. */
const SCORED_ROWS = 10_000;

/**
 * Trains by epochs and yields an event after each, then one at the end. Breaking out of the loop stops training.
 * Throws E403 when the loss is not finite; weights are then those before the failed step. The trainer's learning rate is
 * the base of the schedule, and is the same again afterwards.
 */
export async function* trainLoop(options: LoopOptions): AsyncGenerator<TrainEvent, void> {
  const base = options.trainer.learningRate;
  try {
    yield* epochs(options, base);
  } finally {
    options.trainer.learningRate = base;
  }
}

async function* epochs(options: LoopOptions, base: number): AsyncGenerator<TrainEvent, void> {
  const { trainer, train, metric, monitor = "loss", schedule, stopping } = options;
  const key = keyOf(options.seed ?? 42);
  const plan = planOf(options);
  const sample = sampleOf(train, SCORED_ROWS, fold(key, "scored rows"));
  const better: Better = monitor === "loss" ? "lower" : metric.better;
  const judge = stopping ?? watchOnly(better);
  const restoreBest = options.restoreBest ?? stopping !== undefined;
  let scheduleState: ScheduleState = schedule?.init() ?? {};
  let state = judge.init();
  let kept: Snapshot | undefined;
  let stopped: EndEvent["stopped"];
  let epoch = 0;
  while (epoch * plan.perEpoch < plan.steps && stopped === undefined) {
    const order = permutation(train.rows, fold(key, "epoch", epoch));
    await runEpoch(options, { ...plan, epoch, order }, (progress) => {
      trainer.learningRate = base * (schedule?.factor(progress, scheduleState) ?? 1);
    });
    epoch++;
    const scores = await scoreBoth(options, sample);
    const score = monitor === "loss" ? scores.validation.loss : scores.validation.metric;
    const decision = judge.observe(state, { epoch, score });
    state = decision.state;
    if (decision.improved && restoreBest) kept = trainer.snapshot();
    if (decision.stop) stopped = { reason: decision.reason, message: decision.message };
    scheduleState = schedule?.observe(scheduleState, { score, better }) ?? scheduleState;
    yield await epochEvent(trainer, epoch, scores, decision.improved);
  }
  if (kept !== undefined) trainer.restore(kept);
  const best = state.best ?? { epoch, score: Number.NaN };
  yield { type: "end", epochs: epoch, best, stopped, kept: kept === undefined ? epoch : best.epoch };
}

interface Plan {
  readonly steps: number;
  readonly perEpoch: number;
}

/** A last batch of a single row is left out, unless it is all there is: batch norm cannot learn from it. */
function planOf({ train, batchSize, length }: LoopOptions): Plan {
  checkBatchSize(Math.min(batchSize, train.rows));
  const rest = train.rows % batchSize;
  const perEpoch = Math.floor(train.rows / batchSize) + (rest > 1 || rest === train.rows ? 1 : 0);
  return { perEpoch, steps: "epochs" in length ? length.epochs * perEpoch : length.steps };
}

/** One pass over the rows in the given order, or what is left of the steps. */
async function runEpoch(
  { trainer, train, batchSize }: LoopOptions,
  { steps, perEpoch, epoch, order }: Plan & { readonly epoch: number; readonly order: Int32Array },
  prepare: (progress: Progress) => void,
): Promise<void> {
  const count = Math.min(perEpoch, steps - epoch * perEpoch);
  for (let i = 0; i < count; i++) {
    prepare({ epoch, epochs: steps / perEpoch, time: epoch + i / perEpoch });
    await step(trainer, train, order.subarray(i * batchSize, (i + 1) * batchSize), epoch + 1);
  }
}

async function step(trainer: Trainer, train: Examples, rows: Int32Array, epoch: number): Promise<void> {
  try {
    await trainer.step(train, rows);
  } catch (error) {
    if (!(error instanceof RegularizeError) || error.code !== "E403") throw error;
    throw new RegularizeError({
      code: "E403",
      where: `epoch ${epoch}, ${error.where}`,
      message: error.message.replace(/at step/u, `at epoch ${epoch}, step`),
      details: error.details,
      ...(error.todo === undefined ? {} : { todo: error.todo }),
    });
  }
}

function watchOnly(better: Better): Stopping {
  const tracker = bestTracker({ better });
  return { init: () => tracker.init(), observe: (state, mark) => ({ ...tracker.observe(state, mark), stop: false }) };
}

/** A fixed sample of rows, or all of them. */
function sampleOf(examples: Examples, limit: number, key: Key): Examples {
  if (examples.rows <= limit) return examples;
  const rows = permutation(examples.rows, key).subarray(0, limit).toSorted();
  const take = (from: Float32Array): Float32Array => {
    const width = from.length / examples.rows;
    const out = new Float32Array(rows.length * width);
    gatherRows(out, from, rows, width);
    return out;
  };
  return { rows: rows.length, x: take(examples.x), y: take(examples.y) };
}

/** Scores one part of the data: inference mode, clean data, data loss only, weighted by rows. */
export async function scoresOf(
  { trainer, metric, interpret }: Pick<LoopOptions, "trainer" | "metric" | "interpret">,
  examples: Examples,
): Promise<Scores> {
  const { loss, predictions } = await trainer.score(examples);
  return { loss, metric: metric.score(interpret(examples, predictions)) };
}

async function scoreBoth(options: LoopOptions, sample: Examples): Promise<{ train: Scores; validation: Scores }> {
  return { train: await scoresOf(options, sample), validation: await scoresOf(options, options.validation) };
}

async function epochEvent(
  trainer: Trainer,
  epoch: number,
  scores: { readonly train: Scores; readonly validation: Scores },
  improved: boolean,
): Promise<EpochEvent> {
  const costs = Object.values(await trainer.penaltyCosts());
  return {
    type: "epoch",
    epoch,
    steps: trainer.steps,
    ...scores,
    penalty: costs.reduce((a, b) => a + b, 0),
    learningRate: trainer.learningRate,
    zeros: trainer.zeros().zero,
    improved,
  };
}
