import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { mse } from "../../src/loss/index.ts";
import { batchNorm1d, linear, sequential } from "../../src/nn/index.ts";
import { ema, lookahead, swa } from "../../src/optim/averaging/index.ts";
import { adam, sgd } from "../../src/optim/index.ts";
import { asam, sam } from "../../src/optim/sharpness/index.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { type EpochEvent, trainLoop } from "../../src/train/loop.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { createTrainer, type Trainer, type TrainerOptions } from "../../src/train/trainer.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime();
});
afterAll(() => runtime.dispose());

const INPUTS = 5;
const ROWS = 24;
const random = randomOf(keyOf(7));
const train: Examples = {
  rows: ROWS,
  x: Float32Array.from({ length: ROWS * INPUTS }, () => random.normal()),
  y: Float32Array.from({ length: ROWS }, () => random.normal()),
};
const all = Int32Array.from({ length: ROWS }, (_, i) => i);

const newTrainer = (more: Partial<TrainerOptions>): Promise<Trainer> =>
  createTrainer({
    ...{ model: sequential(linear({ features: 1, bias: false })), loss: mse(), penalties: [], optimizer: adam(0.05) },
    ...{ input: [INPUTS], outputs: 1, batchSize: ROWS, runtime, ...more },
  });

const weights = (trainer: Trainer): number[] => Array.from(trainer.tensors()["0.weight"]!.data);
const averaged = async (trainer: Trainer): Promise<number[]> => trainer.withAverage(async () => weights(trainer));

/** Weights after each of `steps` steps, `perEpoch` to an epoch. */
async function path(trainer: Trainer, steps: number, perEpoch = 4): Promise<number[][]> {
  const seen: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    trainer.moment = { share: step / steps, endsEpoch: step % perEpoch === 0 };
    await trainer.step(train, all);
    seen.push(weights(trainer));
  }
  return seen;
}

const close = (a: readonly number[], b: readonly number[], tolerance = 1e-5): void => {
  for (const [i, v] of a.entries()) expect(Math.abs(v - b[i]!)).toBeLessThan(tolerance);
};

describe("averages of weights", () => {
  it("ema is its recursion, with and without warm-up", async () => {
    for (const warmup of [true, false]) {
      const trainer = await newTrainer({ averaging: ema({ decay: 0.9, warmup }) });
      let expected = weights(trainer);
      for (const [n, w] of (await path(trainer, 30)).entries()) {
        const d = warmup ? Math.min(0.9, (1 + n) / (10 + n)) : 0.9;
        expected = expected.map((a, i) => d * a + (1 - d) * w[i]!);
      }
      close(await averaged(trainer), expected);
    }
  });

  it("swa is the mean of the ends of epochs from its start on", async () => {
    const trainer = await newTrainer({ averaging: swa(0.5) });
    const seen = await path(trainer, 40);
    const ends = seen.filter((_, i) => (i + 1) % 4 === 0 && (i + 1) / 40 >= 0.5);
    expect(ends.length).toBe(6);
    close(
      await averaged(trainer),
      seen[0]!.map((_, i) => ends.reduce((a, w) => a + w[i]! / ends.length, 0)),
    );
  });

  it("lookahead brings the fast weights back to the slow ones every k steps", async () => {
    const [a, b] = [await newTrainer({ averaging: lookahead({ alpha: 0.5, every: 3 }) }), await newTrainer({})];
    const start = weights(a);
    const [looked, plain] = [await path(a, 3), await path(b, 3)];
    close(looked[1]!, plain[1]!, 1e-9);
    close(
      looked[2]!,
      start.map((s, i) => s + 0.5 * (plain[2]![i]! - s)),
      1e-6,
    );
    expect(a.averages).toBe(false);
  });

  it("gives the raw weights back, also when the work fails, and is part of snapshots", async () => {
    const trainer = await newTrainer({ averaging: ema(0.9) });
    await path(trainer, 10);
    const [raw, mean, snapshot] = [weights(trainer), await averaged(trainer), trainer.snapshot()];
    expect(mean).not.toEqual(raw);
    await expect(trainer.withAverage(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(weights(trainer)).toEqual(raw);
    await path(trainer, 5);
    const [raw2, mean2] = [weights(trainer), await averaged(trainer)];
    trainer.restore(snapshot);
    expect(await averaged(trainer)).toEqual(mean);
    await path(trainer, 5);
    expect([weights(trainer), await averaged(trainer)]).toEqual([raw2, mean2]);
  });
});

/** Gradient of the mean squared error of a linear model, in float64. */
function gradient(w: readonly number[]): number[] {
  const g = w.map(() => 0);
  for (let row = 0; row < ROWS; row++) {
    const x = train.x.subarray(row * INPUTS, (row + 1) * INPUTS);
    const error = w.reduce((sum, v, i) => sum + v * x[i]!, 0) - train.y[row]!;
    for (let i = 0; i < INPUTS; i++) g[i]! += (2 * error * x[i]!) / ROWS;
  }
  return g;
}
const norm = (v: readonly number[]): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

describe("sharpness-aware steps", () => {
  it("sam steps by the gradient at w + ρ g / ‖g‖", async () => {
    const trainer = await newTrainer({ optimizer: sgd({ learningRate: 0.05, momentum: 0 }), sharpness: sam(0.3) });
    let w = weights(trainer);
    for (const seen of await path(trainer, 20)) {
      const g = gradient(w);
      const worst = gradient(w.map((v, i) => v + (0.3 * g[i]!) / norm(g)));
      w = w.map((v, i) => v - 0.05 * worst[i]!);
      close(seen, w);
    }
  });

  it("asam measures distance relative to each weight", async () => {
    const trainer = await newTrainer({ optimizer: sgd({ learningRate: 0.05, momentum: 0 }), sharpness: asam(0.5) });
    let w = weights(trainer);
    for (const seen of await path(trainer, 20)) {
      const g = gradient(w);
      const t = w.map((v) => Math.abs(v) + 0.01);
      const length = norm(g.map((v, i) => v * t[i]!));
      const worst = gradient(w.map((v, i) => v + (0.5 * t[i]! ** 2 * g[i]!) / length));
      w = w.map((v, i) => v - 0.05 * worst[i]!);
      close(seen, w);
    }
  });

  it("leaves the weights alone when the perturbed loss is not finite", async () => {
    const trainer = await newTrainer({
      sharpness: { name: "far", settings: {}, perturb: (_, { parameters }) => parameters.fill(1e30) },
    });
    const before = weights(trainer);
    await expect(trainer.step(train, all)).rejects.toMatchObject({ code: "E403" });
    expect(weights(trainer)).toEqual(before);
    expect(trainer.steps).toBe(0);
  });
});

describe("statistics for averaged weights", () => {
  const bare = (more: Partial<TrainerOptions> = {}): Promise<Trainer> =>
    newTrainer({ model: sequential(batchNorm1d(), linear(1)), batchSize: 8, ...more });

  it("are the means over whole batches, and raw ones come back", async () => {
    const trainer = await bare({ averaging: ema(0.9) });
    for (let i = 0; i < 5; i++) await trainer.step(train, all.subarray(0, 8));
    const raw = trainer.tensors()["0.runningMean"]!.data;
    await trainer.withAverage(async () => {
      const { data: mean } = trainer.tensors()["0.runningMean"]!;
      const { data: variance } = trainer.tensors()["0.runningVar"]!;
      for (let c = 0; c < INPUTS; c++) {
        const batches = [0, 1, 2].map((b) => Array.from({ length: 8 }, (_, r) => train.x[(8 * b + r) * INPUTS + c]!));
        const means = batches.map((v) => v.reduce((a, x) => a + x / 8, 0));
        const variances = batches.map((v, b) => v.reduce((a, x) => a + (x - means[b]!) ** 2 / 7, 0));
        expect(mean[c]).toBeCloseTo((means[0]! + means[1]! + means[2]!) / 3, 5);
        expect(variance[c]).toBeCloseTo((variances[0]! + variances[1]! + variances[2]!) / 3, 4);
      }
    }, train);
    expect(trainer.tensors()["0.runningMean"]!.data).toEqual(raw);
  });

  it("the loop judges raw and averaged weights and keeps the winner of the best epoch", async () => {
    for (const averaging of [ema(0.99), swa(0.3)]) {
      const trainer = await bare({ averaging, optimizer: adam(0.2) });
      const options = {
        ...{ trainer, train, validation: train, metric: rmse, batchSize: 8, length: { epochs: 15 }, restoreBest: true },
        interpret: ({ rows, y }: Examples, values: Float32Array) =>
          ({ kind: "regression", rows, values, targets: y }) as const,
      };
      const events: EpochEvent[] = [];
      for await (const event of trainLoop(options)) if (event.type === "epoch") events.push(event);
      const losses = events.flatMap((e) => [e.validation.loss, e.averaged!.validation.loss]);
      expect(events.some((e) => e.uses === "averaged")).toBe(true);
      expect((await trainer.score(train)).loss).toBe(Math.min(...losses));
    }
  });
});
