import { fold, keyOf } from "../core/index.ts";
import type { Progress } from "../optim/schedule/define.ts";
import { type Better, gain } from "./best.ts";
import { drawing, type Drawing, momentOf, orderOf, type Plan, rowsOf, sampleOf, stepOf, stepsOf } from "./epoch.ts";
import { epochEvent, type Pair, scoreAverage, scoreBoth } from "./loopScores.ts";
import type { Learned, LoopOptions, LoopState, TrainEvent } from "./loopTypes.ts";
import type { Snapshot } from "./state.ts";
import { watchOnly } from "./stopping.ts";
import { ScheduledStrengths } from "./strengths.ts";

export type * from "./loopTypes.ts";
export type { Stopping } from "./stopping.ts";

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
    if (!restoreBest || decision.improved) options.onKept?.(judged.said);
    if (decision.improved && canRollBack) best = trainer.snapshot();
    const next = schedule?.observe(at.schedule, { score, better }) ?? at.schedule;
    const learning = meanOf(at.learned);
    const rollsBack = schedule?.rollsBack?.(at.schedule, next) === true && best !== undefined;
    // The steps go on: noise that was drawn once is not drawn again.
    if (rollsBack) {
      trainer.restore({ ...best!, steps: trainer.steps });
      if (kept === undefined) options.onKept?.(undefined);
    }
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
