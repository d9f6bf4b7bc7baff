import { afterAll, describe, expect, it } from "vitest";
import { mse } from "../../src/loss/index.ts";
import type { Module } from "../../src/nn/context.ts";
import {
  batchNorm1d,
  dropConnect,
  dropout,
  gaussianDropout,
  gaussianNoise,
  linear,
  residual,
  sequential,
} from "../../src/nn/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { createPredictor, type Predictor } from "../../src/train/predictor.ts";
import { allRows, hashOf, linearTable, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const [ROWS, WIDTH, PASSES] = [5, 4, 3000];
const data = linearTable(ROWS, WIDTH);
const weights = [0.5, -1, 2, 0.25];
const tensor = (shape: readonly number[], values: readonly number[]) => ({ shape, data: Float32Array.from(values) });
const linearTensors = (path: string) => ({
  [`${path}weight`]: tensor([WIDTH, 1], weights),
  [`${path}bias`]: tensor([1], [0.3]),
});

const predictorOf = (model: Module, tensors: Record<string, ReturnType<typeof tensor>>): Predictor =>
  createPredictor({ model, loss: mse(), penalties: [], input: [WIDTH], outputs: 1 }, tensors, runtime);

/** Σ (w x)² of each row. */
const energies = Array.from({ length: ROWS }, (_, row) =>
  weights.reduce((total, w, i) => total + (w * data.x[row * WIDTH + i]!) ** 2, 0),
);

describe("Monte-Carlo estimates", () => {
  it.each([
    ["dropout 0.25", sequential(dropout(0.25), linear(1)), "1.", (energy: number) => energy / 3],
    ["gaussianDropout 0.2", sequential(gaussianDropout(0.2), linear(1)), "1.", (energy: number) => energy / 4],
    ["gaussianNoise 0.5", sequential(linear(1), gaussianNoise(0.5)), "0.", () => 0.25],
    ["dropConnect 0.5", dropConnect(linear(1)), "", (energy: number) => energy],
  ] as const)("of %s have the mean and the deviation of theory", async (_, model, path, variance) => {
    const predictor = predictorOf(model, linearTensors(path));
    const clean = await predictor.predict(data.x, ROWS);
    const { mean, deviation } = await predictor.uncertainty(data.x, ROWS, { passes: PASSES });
    for (const [row, energy] of energies.entries()) {
      const expected = Math.sqrt(variance(energy));
      expect(Math.abs(mean[row]! - clean[row]!)).toBeLessThan((5 * expected) / Math.sqrt(PASSES));
      // The variance of a variance is at most (kurtosis − 1) / passes of its square; masks of four entries stay below 6.
      expect(Math.abs(deviation[row]! / expected - 1)).toBeLessThan((5 * Math.sqrt(5)) / 2 / Math.sqrt(PASSES));
    }
  });

  it("use running statistics: a row's answer does not depend on the rows behind it, nor on how they are cut", async () => {
    const model = sequential(batchNorm1d(), residual(linear(WIDTH), { dropPath: 0.3 }), dropout(0.4), linear(1));
    const tensors = {
      "0.weight": tensor([WIDTH], [1, 2, 1, 0.5]),
      "0.bias": tensor([WIDTH], [0, 1, 0, 0]),
      "0.runningMean": tensor([WIDTH], [0.1, 0, 0, 0]),
      "0.runningVar": tensor([WIDTH], [1, 2, 1, 1]),
      "1.body.weight": tensor([WIDTH, WIDTH], [...weights, ...weights, ...weights, ...weights]),
      "1.body.bias": tensor([WIDTH], [0, 0, 0, 0]),
      ...linearTensors("3."),
    };
    const predictor = predictorOf(model, tensors);
    const many = linearTable(300, WIDTH);
    const whole = await predictor.uncertainty(many.x, 300, { passes: 4 });
    const first = await predictor.uncertainty(many.x.subarray(0, 3 * WIDTH), 3, { passes: 4 });
    expect([...first.mean]).toEqual([...whole.mean.subarray(0, 3)].map((v) => expect.closeTo(v, 5)));
    expect([...first.deviation]).toEqual([...whole.deviation.subarray(0, 3)].map((v) => expect.closeTo(v, 5)));
    expect(await predictor.uncertainty(many.x, 300, { passes: 4 })).toEqual(whole);
    const other = await predictor.uncertainty(many.x, 300, { passes: 4, seed: 1 });
    expect(other.mean).not.toEqual(whole.mean);
  });

  it("of a trainer follow its rates, and leave its training alone", async () => {
    const trainer = await trainerOf(runtime, { model: sequential(dropout(0.5), linear(1)) });
    const before = hashOf(trainer);
    const wide = await trainer.uncertainty(data.x, ROWS, { passes: 200 });
    trainer.setStrength("0.rate", 0.05);
    const narrow = await trainer.uncertainty(data.x, ROWS, { passes: 200 });
    for (const row of allRows(data)) expect(narrow.deviation[row]!).toBeLessThan(0.5 * wide.deviation[row]!);
    expect(hashOf(trainer)).toBe(before);
    expect(trainer.steps).toBe(0);
  });

  it("refuse a model without noise, and a single pass", async () => {
    const plain = predictorOf(linear(1), linearTensors(""));
    await expect(plain.uncertainty(data.x, ROWS)).rejects.toMatchObject({ code: "E337" });
    const noisy = predictorOf(dropConnect(linear(1)), linearTensors(""));
    await expect(noisy.uncertainty(data.x, ROWS, { passes: 1 })).rejects.toMatchObject({ code: "E311" });
    await expect(noisy.uncertainty(data.x, ROWS + 1)).rejects.toMatchObject({ code: "E303" });
  });
});
