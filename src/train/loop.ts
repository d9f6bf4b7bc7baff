import { fold, type Key, keyOf, permutation, RegularizeError } from "../core/index.ts";
import type { Schedule, ScheduleState } from "../optim/schedule/define.ts";
import { type Better, bestTracker, type BestState, type Mark } from "./best.ts";
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
 * Throws E403 when the loss is not finite; weights are then those before the failed step.
 */
export async function* trainLoop(options: LoopOptions): AsyncGenerator<TrainEvent, void> {
  const { trainer, train, batchSize, metric, monitor = "loss", schedule, stopping } = options;
  const key = keyOf(options.seed ?? 42);
  const stepsPerEpoch = Math.ceil(train.rows / batchSize);
  const steps = "epochs" in options.length ? options.length.epochs * stepsPerEpoch : options.length.steps;
  const epochs = Math.ceil(steps / stepsPerEpoch);
  const sample = sampleOf(train, SCORED_ROWS, fold(key, "scored rows"));
  const better: Better = monitor === "loss" ? "lower" : metric.better;
  const judge = stopping ?? watchOnly(better);
  const restoreBest = options.restoreBest ?? stopping !== undefined;
  const base = trainer.learningRate;
  let scheduleState: ScheduleState = schedule?.init() ?? {};
  let state = judge.init();
  let kept: Snapshot | undefined;
  let stopped: EndEvent["stopped"];
  let epoch = 0;
  while (epoch < epochs && stopped === undefined) {
    const order = permutation(train.rows, fold(key, "epoch", epoch));
    for (let i = 0; i < stepsPerEpoch && epoch * stepsPerEpoch + i < steps; i++) {
      const factor = schedule?.factor({ epoch, epochs, time: epoch + i / stepsPerEpoch }, scheduleState) ?? 1;
      trainer.learningRate = base * factor;
      const rows = batchRows(order, i, batchSize);
      if (rows !== undefined) await step(trainer, train, rows, epoch + 1);
    }
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
  trainer.learningRate = base;
  if (kept !== undefined) trainer.restore(kept);
  const best = state.best ?? { epoch, score: Number.NaN };
  yield { type: "end", epochs: epoch, best, stopped, kept: kept === undefined ? epoch : best.epoch };
}

/** Rows of the i-th batch of an epoch; a last batch of a single row is left out, because batch norm cannot learn from it. */
function batchRows(order: Int32Array, i: number, batchSize: number): Int32Array | undefined {
  const rows = order.subarray(i * batchSize, (i + 1) * batchSize);
  return rows.length < 2 && order.length > 1 ? undefined : rows;
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
    rows.forEach((row, i) => out.set(from.subarray(row * width, (row + 1) * width), i * width));
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
