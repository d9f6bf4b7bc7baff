import { fold, keyOf } from "../core/index.ts";
import type { Progress, Schedule, ScheduleState } from "../optim/schedule/define.ts";
import { type Better, gain } from "./best.ts";
import type { Metric, Predictions } from "./metrics/index.ts";
import type { AnyExamples } from "./score.ts";
import type { Snapshot } from "./state.ts";
import { type Stopping, type StoppingState, watchOnly } from "./stopping.ts";
import { ScheduledStrengths, type StrengthSchedules, type StrengthStates } from "./strengths.ts";
import {
  drawing,
  type Drawing,
  type Length,
  momentOf,
  orderOf,
  type Plan,
  rowsOf,
  sampleOf,
  stepOf,
  stepsOf,
} from "./epoch.ts";
import type { Margins } from "./margins.ts";
import type { BatchSource } from "./source.ts";
import type { Trainer } from "./trainer.ts";

export type { Stopping } from "./stopping.ts";

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

interface Learned {
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

/** Training rows scored after each epoch; the final scores use all. */
const SCORED_ROWS = 10_000;

/**
 * Trains by epochs and yields an event after each, then one at the end. Breaking out of the loop stops training.
 * Throws E403 when the loss is not finite; weights are then those before the failed step. The trainer's learning rate is
 * the base of the schedule, its strengths those of theirs, and both are the same again afterwards.
 */
export async function* trainLoop(options: LoopOptions): AsyncGenerator<TrainEvent, void> {
  const base = options.trainer.learningRate;
  const strengths = new ScheduledStrengths(options.trainer, options.strengths);
  try {
    yield* epochs(options, base, strengths);
  } finally {
    options.trainer.learningRate = base;
    strengths.reset();
  }
}

async function* epochs(
  options: LoopOptions,
  base: number,
  strengths: ScheduledStrengths,
): AsyncGenerator<TrainEvent, void> {
  const { trainer, train, metric, monitor = "loss", schedule, stopping, resume, checkpoint, margins } = options;
  const key = keyOf(options.seed ?? 42);
  const source = options.source ?? rowsOf(train);
  const plan = stepsOf(source, options.batchSize, options.length);
  const sample = sampleOf(train, SCORED_ROWS, fold(key, "scored rows"));
  const better: Better = monitor === "loss" ? "lower" : metric.better;
  const judge = stopping ?? watchOnly(better);
  const restoreBest = options.restoreBest ?? stopping !== undefined;
  let at: LoopState = resume?.loop ?? {
    ...{ epoch: 0, batch: 0, judge: judge.init() },
    ...{ schedule: schedule?.init() ?? {}, strengths: strengths.init() },
  };
  let kept: Snapshot | undefined = resume?.kept;
  let best: Snapshot | undefined = resume?.best;
  const canRollBack = schedule?.rollsBack !== undefined;
  if (resume !== undefined) trainer.restore(resume.trainer);
  margins?.restore(resume?.margins);
  const save = async (): Promise<void> => {
    if (checkpoint?.due() !== true) return;
    const more = { ...(best === undefined ? {} : { best }), ...(margins && { margins: margins.snapshot() }) };
    await checkpoint.save({ loop: at, trainer: trainer.snapshot(), kept, ...more });
  };
  while (at.epoch * plan.perEpoch < plan.steps && at.stopped === undefined) {
    const { epoch } = at;
    const order = orderOf(source.rows, key, epoch);
    const count = Math.min(plan.perEpoch, plan.steps - epoch * plan.perEpoch);
    const draw = (batch: number): Drawing => {
      const rows = order.subarray(batch * options.batchSize, (batch + 1) * options.batchSize);
      return drawing(source, rows, momentOf(key, epoch));
    };
    let coming = at.batch < count ? draw(at.batch) : undefined;
    for (let batch = at.batch; batch < count; batch++) {
      const progress = progressOf(plan, epoch, batch);
      trainer.learningRate = base * (schedule?.factor(progress, at.schedule) ?? 1);
      strengths.set(progress, at.strengths);
      trainer.moment = { share: (progress.time + 1 / plan.perEpoch) / progress.epochs, endsEpoch: batch + 1 === count };
      const drawn = await coming!;
      const step = stepOf(trainer, drawn, epoch + 1);
      // The runtime computes in a thread of its own: meanwhile the next batch is made here.
      coming = batch + 1 < count ? draw(batch + 1) : undefined;
      at = { ...at, batch: batch + 1, learned: addedTo(at.learned, await step, drawn.rows.length) };
      if (trainer.margins !== undefined) margins?.observe(drawn.examples, drawn.rows, trainer.margins, epoch + 1);
      if (batch + 1 < count) await save();
    }
    const raw = await scoreBoth(options, sample);
    const averaged = trainer.averages ? await scoreAverage(options, sample) : undefined;
    const scoreOf = ({ validation }: Pair): number => (monitor === "loss" ? validation.loss : validation.metric);
    const winner = averaged !== undefined && gain(better, scoreOf(averaged), scoreOf(raw)) > 0 ? averaged : undefined;
    const judged = winner ?? raw;
    const score = scoreOf(judged);
    const decision = judge.observe(at.judge, { epoch: epoch + 1, score, better, trainLoss: judged.train.loss });
    if (!restoreBest) kept = winner?.snapshot;
    else if (decision.improved) kept = winner?.snapshot ?? trainer.snapshot();
    if (decision.improved && canRollBack) best = trainer.snapshot();
    const next = schedule?.observe(at.schedule, { score, better }) ?? at.schedule;
    const learning = meanOf(at.learned);
    const rollsBack = schedule?.rollsBack?.(at.schedule, next) === true && best !== undefined;
    // The steps go on: noise that was drawn once is not drawn again.
    if (rollsBack) trainer.restore({ ...best!, steps: trainer.steps });
    at = {
      ...{ epoch: epoch + 1, batch: 0, judge: decision.state, schedule: next },
      strengths: strengths.observe(at.strengths, { score, better }),
      ...(decision.stop ? { stopped: { reason: decision.reason, message: decision.message } } : {}),
    };
    yield await epochEvent(
      trainer,
      epoch + 1,
      { raw, averaged, uses: winner === undefined ? "raw" : "averaged" },
      { improved: decision.improved, learning },
    );
    await save();
  }
  const peak = at.judge.best ?? { epoch: at.epoch, score: Number.NaN };
  const last = kept === undefined || !restoreBest ? at.epoch : peak.epoch;
  if (kept === undefined || last !== at.epoch) await options.onEnd?.({ epoch: at.epoch, at: "last" });
  if (kept !== undefined) {
    trainer.restore(kept);
    await options.onEnd?.({ epoch: last, at: "kept" });
  }
  yield { type: "end", epochs: at.epoch, best: peak, stopped: at.stopped, kept: last };
}

const addedTo = ({ sum, rows }: Learned = { sum: 0, rows: 0 }, loss: number, count: number): Learned => ({
  sum: sum + loss * count,
  rows: rows + count,
});

const meanOf = (learned: Learned | undefined): number =>
  learned === undefined ? Number.NaN : learned.sum / learned.rows;

const progressOf = ({ steps, perEpoch }: Plan, epoch: number, batch: number): Progress => ({
  ...{ epoch, epochs: steps / perEpoch },
  ...{ time: epoch + batch / perEpoch, stepsPerEpoch: perEpoch },
});

/** Scores one part of the data: inference mode, clean data, data loss only, weighted by rows. */
export async function scoresOf(
  { trainer, metric, interpret }: Pick<LoopOptions, "trainer" | "metric" | "interpret">,
  examples: AnyExamples,
): Promise<Scores> {
  const { loss, predictions } = await trainer.score(examples);
  return { loss, metric: metric.score(interpret(examples, predictions)) };
}

interface Pair {
  readonly train: Scores;
  readonly validation: Scores;
}

/** Scores of the averaged weights with statistics of their own, and the model that they are. */
async function scoreAverage(
  options: LoopOptions,
  sample: AnyExamples,
): Promise<Pair & { readonly snapshot: Snapshot }> {
  const { trainer } = options;
  const work = async () => ({ ...(await scoreBoth(options, sample)), snapshot: trainer.snapshot() });
  return trainer.withAverage(work, sample);
}

async function scoreBoth(options: LoopOptions, sample: AnyExamples): Promise<Pair> {
  return { train: await scoresOf(options, sample), validation: await scoresOf(options, options.validation) };
}

async function epochEvent(
  trainer: Trainer,
  epoch: number,
  {
    raw,
    averaged,
    uses,
  }: { readonly raw: Pair; readonly averaged: Pair | undefined; readonly uses: "raw" | "averaged" },
  facts: Pick<EpochEvent, "improved" | "learning">,
): Promise<EpochEvent> {
  const costs = Object.values(await trainer.penaltyCosts());
  return {
    type: "epoch",
    epoch,
    steps: trainer.steps,
    ...raw,
    ...(averaged === undefined ? {} : { averaged: { train: averaged.train, validation: averaged.validation }, uses }),
    penalty: costs.reduce((a, b) => a + b, 0),
    learningRate: trainer.learningRate,
    zeros: trainer.zeros().zero,
    ...facts,
  };
}
