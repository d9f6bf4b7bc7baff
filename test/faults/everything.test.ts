import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { stopping } from "../../src/decide/index.ts";
import { batchNorm1d, dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adamW, averaging, schedule, sharpness } from "../../src/optim/index.ts";
import { openCheckpoints } from "../../src/observe/index.ts";
import { l1 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { type Checkpoint, type LoopOptions, type TrainEvent, trainLoop } from "../../src/train/loop.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import type { Trainer, TrainerOptions } from "../../src/train/trainer.ts";
import { memoryDisk } from "../observe/memoryDisk.ts";
import { linearTable, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const train = linearTable(60, 4, 1);
const validation = linearTable(40, 4, 1, 6);

/** Validation that only gets worse: the first epoch is the best one. */
const contrary = { ...train, y: train.y.map((value) => -value) };

/** Parts of a training that remember something from step to step, each with something to forget. */
const parts: Readonly<Record<string, readonly [Partial<TrainerOptions>, Partial<LoopOptions>]>> = {
  "an average of weights, the better of both kept": [{ averaging: averaging.ema(0.9) }, { restoreBest: true }],
  "the first epoch's weights, to be restored at the end": [{}, { restoreBest: true, validation: contrary }],
  "stochastic weight averaging": [{ averaging: averaging.swa(0.3) }, {}],
  lookahead: [{ averaging: averaging.lookahead() }, {}],
  "sharpness-aware steps": [{ sharpness: sharpness.sam() }, {}],
  "a plateau that rolls back to the best weights": [
    {},
    { schedule: schedule.reduceOnPlateau({ patience: 0, rollback: true }) },
  ],
  "strengths under schedules": [{}, { strengths: { "*.rate": schedule.cosine(), "*.momentum": schedule.early() } }],
  "several reasons to stop": [
    {},
    {
      stopping: stopping.anyOf(
        stopping.earlyStopping({ patience: 4, smoothing: "average" }),
        stopping.pq({ alpha: 3, stripEpochs: 3 }),
        stopping.up({ strips: 3, stripEpochs: 2 }),
      ),
    },
  ],
};

async function run(trainer: Trainer, options: LoopOptions): Promise<{ hash: string; events: TrainEvent[] }> {
  const events: TrainEvent[] = [];
  for await (const event of trainLoop(options)) events.push(event);
  const { state, slots, steps } = trainer.snapshot();
  return { hash: createHash("sha256").update(state).update(slots).update(String(steps)).digest("hex"), events };
}

describe("what decides the future is in the checkpoint's file", () => {
  it.each(Object.entries(parts))("%s", async (_, [ofTrainer, ofLoop]) => {
    const made = async (more: Partial<LoopOptions> = {}): Promise<Awaited<ReturnType<typeof run>>> => {
      const trainer = await trainerOf(runtime, {
        model: sequential(linear(12), batchNorm1d(), relu(), dropout(0.3), linear(1)),
        ...{ optimizer: adamW(0.05), penalties: [l1(1e-3)], clipNorm: 1, ...ofTrainer },
      });
      return run(trainer, {
        ...{ trainer, train, validation, length: { epochs: 9 }, batchSize: 16, metric: rmse },
        interpret: ({ rows, y }, values) => ({ kind: "regression", rows, values, targets: y }),
        ...{ ...ofLoop, ...more },
      });
    };
    const written: Checkpoint[] = [];
    const save = async (checkpoint: Checkpoint): Promise<void> => {
      const fs = memoryDisk();
      await (await openCheckpoints("/run", { fs })).save(checkpoint);
      written.push((await (await openCheckpoints("/run", { fs })).latest())!.checkpoint);
    };
    const whole = await made({ checkpoint: { due: () => true, save } });
    expect(written.length).toBeGreaterThan(12);
    for (const resume of written.filter((__, i) => i % 5 === 2 || i === written.length - 1)) {
      const again = await made({ resume });
      expect(again.hash, `from step ${resume.trainer.steps}`).toBe(whole.hash);
      expect(again.events).toEqual(whole.events.slice(resume.loop.epoch));
    }
  });
});
