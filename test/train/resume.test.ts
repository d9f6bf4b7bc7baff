import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { earlyStopping } from "../../src/decide/index.ts";
import { mse } from "../../src/loss/index.ts";
import { batchNorm1d, dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam, schedule } from "../../src/optim/index.ts";
import { l1 } from "../../src/penalty/index.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { type Checkpoint, type LoopOptions, type TrainEvent, trainLoop } from "../../src/train/loop.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { createTrainer, type Trainer } from "../../src/train/trainer.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime();
});
afterAll(() => runtime.dispose());

function examples(rows: number, seed: number): Examples {
  const random = randomOf(keyOf(seed));
  const x = Float32Array.from({ length: rows * 4 }, () => random.normal());
  const y = Float32Array.from({ length: rows }, (_, i) => Math.sin(x[4 * i]!) + 0.3 * random.normal());
  return { rows, x, y };
}
const [train, validation] = [examples(50, 1), examples(30, 2)];

const newTrainer = (): Promise<Trainer> =>
  createTrainer({
    ...{ model: sequential(linear(12), batchNorm1d(), relu(), dropout(0.3), linear(1)), loss: mse() },
    ...{ penalties: [l1(1e-3)], optimizer: adam(0.01), input: [4], outputs: 1, batchSize: 16, runtime },
  });

const optionsOf = (trainer: Trainer, more: Partial<LoopOptions> = {}): LoopOptions => ({
  ...{ trainer, train, validation, metric: rmse, batchSize: 16, length: { epochs: 12 } },
  interpret: ({ rows, y }, values) => ({ kind: "regression", rows, values, targets: y }),
  schedule: schedule.reduceOnPlateau({ patience: 1 }),
  stopping: earlyStopping({ better: "lower", patience: 4, minDelta: 0 }),
  ...more,
});

async function run(options: LoopOptions): Promise<{ hash: string; events: TrainEvent[] }> {
  const events: TrainEvent[] = [];
  for await (const event of trainLoop(options)) events.push(event);
  const { state, slots, steps } = options.trainer.snapshot();
  const hash = createHash("sha256").update(new Uint8Array(state.buffer)).update(new Uint8Array(slots.buffer));
  return { hash: hash.update(String(steps)).digest("hex"), events };
}

describe("a loop that goes on from a checkpoint", () => {
  it("ends with the same weights, slots and events from every step and epoch of the run", async () => {
    const saved: Checkpoint[] = [];
    const checkpoint = { due: () => true, save: async (c: Checkpoint) => void saved.push(structuredClone(c)) };
    const whole = await run(optionsOf(await newTrainer(), { checkpoint }));
    expect(saved.length).toBeGreaterThan(20);
    expect(new Set(saved.map(({ loop }) => loop.batch)).size).toBe(4);
    for (const resume of saved.filter((_, i) => i % 5 === 0 || i === saved.length - 1)) {
      const again = await run(optionsOf(await newTrainer(), { resume }));
      expect(again.hash).toBe(whole.hash);
      expect(again.events).toEqual(whole.events.slice(resume.loop.epoch));
    }
  });

  it("is not disturbed by being saved", async () => {
    const checkpoint = { due: () => true, save: async () => {} };
    const [a, b] = [await run(optionsOf(await newTrainer())), await run(optionsOf(await newTrainer(), { checkpoint }))];
    expect(b).toEqual(a);
  });
});
