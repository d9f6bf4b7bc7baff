import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { mse } from "../../src/loss/index.ts";
import { dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam, schedule } from "../../src/optim/index.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { snapshotEnsemble } from "../../src/train/ensemble.ts";
import { lrFind } from "../../src/train/lrFind.ts";
import { type Checkpoint, type EpochEvent, type LoopOptions, trainLoop } from "../../src/train/loop.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { createTrainer, type Trainer } from "../../src/train/trainer.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime();
});
afterAll(() => runtime.dispose());

const random = randomOf(keyOf(3));
const ROWS = 96;
const x = Float32Array.from({ length: ROWS * 4 }, () => random.normal());
const train: Examples = {
  rows: ROWS,
  x,
  y: Float32Array.from({ length: ROWS }, (_, i) => x[4 * i]! - 2 * x[4 * i + 1]!),
};
const rows = Int32Array.from({ length: 16 }, (_, i) => i);
const newTrainer = (learningRate = 0.01): Promise<Trainer> =>
  createTrainer({
    ...{ model: sequential(linear(16), relu(), dropout(0.2), linear(1)), loss: mse(), penalties: [] },
    ...{ optimizer: adam(learningRate), input: [4], outputs: 1, batchSize: 16, runtime },
  });
const optionsOf = (trainer: Trainer, more: Partial<LoopOptions>): LoopOptions => ({
  ...{ trainer, train, validation: train, metric: rmse, batchSize: 16, length: { epochs: 30 } },
  interpret: ({ rows: n, y }, values) => ({ kind: "regression", rows: n, values, targets: y }),
  ...more,
});

describe("lrFind", () => {
  it("leaves training bit-identical and suggests a rate that learns", async () => {
    const [touched, untouched] = [await newTrainer(), await newTrainer()];
    const found = await lrFind(touched, train, { batchSize: 16 });
    expect(touched.snapshot()).toEqual(untouched.snapshot());
    for (const trainer of [touched, untouched]) for (let i = 0; i < 5; i++) await trainer.step(train, rows);
    expect(touched.snapshot()).toEqual(untouched.snapshot());
    expect(found.rates[0]).toBeCloseTo(1e-7, 12);
    expect(found.losses.every(Number.isFinite)).toBe(true);
    const [before, learner] = [await touched.score(train), await newTrainer(found.suggestion)];
    for (let i = 0; i < 60; i++) await learner.step(train, rows);
    expect((await learner.score(train)).loss).toBeLessThan(0.5 * before.loss);
  });

  it("refuses rates out of order and too few steps", async () => {
    const trainer = await newTrainer();
    for (const wrong of [{ low: 1, high: 0.1 }, { low: 0 }, { steps: 5 }])
      await expect(lrFind(trainer, train, { batchSize: 16, ...wrong })).rejects.toMatchObject({ code: "E311" });
  });
});

describe("a plateau with rollback", () => {
  const plateau = schedule.reduceOnPlateau({ patience: 1, rollback: true, factor: 0.5 });

  it("goes on from the best weights at each cut", async () => {
    const trainer = await newTrainer(0.3);
    const states: Float32Array[] = [];
    const events: EpochEvent[] = [];
    const checkpoint = {
      due: () => true,
      save: async ({ loop, trainer: { state } }: Checkpoint) => void (loop.batch === 0 && states.push(state)),
    };
    for await (const event of trainLoop(optionsOf(trainer, { schedule: plateau, checkpoint })))
      if (event.type === "epoch") events.push(event);
    let cuts = 0;
    let best = 0;
    for (let i = 1; i < events.length; i++) {
      if (events[i - 1]!.validation.loss < events[best]!.validation.loss) best = i - 1;
      const cut = i + 1 < events.length && events[i + 1]!.learningRate < events[i]!.learningRate;
      if (!cut) continue;
      cuts++;
      expect(states[i]).toEqual(states[best]);
    }
    expect(cuts).toBeGreaterThan(1);
  });

  it("goes on from a checkpoint to the same weights", async () => {
    const saved: Checkpoint[] = [];
    const checkpoint = { due: () => true, save: async (c: Checkpoint) => void saved.push(structuredClone(c)) };
    const whole = await newTrainer(0.3);
    for await (const _ of trainLoop(optionsOf(whole, { schedule: plateau, checkpoint })));
    for (const resume of [saved[40]!, saved[100]!]) {
      const again = await newTrainer(0.3);
      for await (const _ of trainLoop(optionsOf(again, { schedule: plateau, resume })));
      expect(again.snapshot()).toEqual(whole.snapshot());
    }
  });
});

describe("a snapshot ensemble", () => {
  it("averages its members' predictions and gives the trainer back", async () => {
    const trainer = await newTrainer();
    const ensemble = snapshotEnsemble(trainer);
    const each: Float32Array[] = [];
    for (let cycle = 0; cycle < 3; cycle++) {
      for (let i = 0; i < 4; i++) await trainer.step(train, rows);
      ensemble.add();
      each.push(await trainer.predict(x, ROWS));
    }
    const before = trainer.snapshot();
    const mean = await ensemble.predict(x, ROWS);
    for (let i = 0; i < ROWS; i++) expect(mean[i]).toBeCloseTo((each[0]![i]! + each[1]![i]! + each[2]![i]!) / 3, 5);
    expect(trainer.snapshot()).toEqual(before);
    await expect(snapshotEnsemble(trainer).predict(x, ROWS)).rejects.toMatchObject({ code: "E326" });
  });
});
