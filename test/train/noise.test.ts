import { afterAll, describe, expect, it } from "vitest";
import { add, mean, mul } from "../../src/graph/index.ts";
import { defineLoss } from "../../src/loss/define.ts";
import type { Module } from "../../src/nn/context.ts";
import { filled } from "../../src/nn/init.ts";
import { dropout, gaussianNoise, module } from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Examples } from "../../src/train/score.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { linearTable, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

/** The mean prediction as a loss: linear, so that expectations pass through it. */
const average = defineLoss({
  ...{ name: "average", doc: "Mean prediction.", target: "values", settings: {} },
  rows: (prediction) => mean(prediction, [1]),
  head: (prediction) => prediction,
})();

const [ROWS, WIDTH, STEPS] = [8, 6, 500];
const data: Examples = { ...linearTable(ROWS, WIDTH), y: new Float32Array(ROWS * WIDTH) };
const rows = Int32Array.from({ length: ROWS }, (_, i) => i);

/** Mean predictions of many steps that learn nothing. */
async function draws(model: Module): Promise<{ learned: number[]; inferred: number }> {
  const given = { model, loss: average, input: [WIDTH], outputs: WIDTH, batchSize: ROWS };
  const trainer = await trainerOf(runtime, { ...given, optimizer: sgd(0) });
  const learned: number[] = [];
  for (let step = 0; step < STEPS; step++) learned.push(await trainer.step(data, rows));
  return { learned, inferred: (await trainer.score(data)).loss };
}

const moments = (x: readonly number[]): { mean: number; variance: number } => {
  const m = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean: m, variance: x.reduce((a, b) => a + (b - m) ** 2, 0) / (x.length - 1) };
};

describe("E[learn] = infer", () => {
  const squares = data.x.reduce((total, v) => total + v * v, 0);
  it.each([
    ["dropout 0.5", dropout(), squares / data.x.length ** 2],
    ["dropout 0.2", dropout(0.2), (0.25 * squares) / data.x.length ** 2],
    ["gaussianNoise 0.3", gaussianNoise(0.3), 0.09 / data.x.length],
  ] as const)("%s: mean and variance are those of theory", async (_, model, variance) => {
    const { learned, inferred } = await draws(model);
    const found = moments(learned);
    expect(Math.abs(found.mean - inferred)).toBeLessThan(5 * Math.sqrt(variance / STEPS));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / STEPS));
  });

  it.each([
    ["dropout 0", dropout(0)],
    ["gaussianNoise 0", gaussianNoise(0)],
  ] as const)("%s draws nothing", async (_, model) => {
    const { learned, inferred } = await draws(model);
    for (const loss of learned.slice(0, 5)) expect(loss).toBeCloseTo(inferred, 6);
  });
});

const UNITS = 64;
/** Two dropouts on learned vectors: the gradient of each is its mask. Neither noise has the batch as its first axis. */
const masked = module("masked", (x, { call, parameter }) => {
  const first = call("a", dropout(), parameter("first", [UNITS], filled(1), "weight"));
  const second = call("b", dropout(), parameter("second", [UNITS], filled(1), "weight"));
  return add(mul(0, x), add(first, second));
});

async function maskTrainer(seed: number, batchSize = 4): Promise<Trainer> {
  const given = { model: masked, loss: average, input: [1], outputs: UNITS, batchSize, seed };
  return trainerOf(runtime, { ...given, optimizer: sgd({ learningRate: 1, momentum: 0 }) });
}

/** What each unit was multiplied with in the next step, as text. */
async function masks(trainer: Trainer, batch = 4): Promise<{ first: string; second: string }> {
  const before = trainer.tensors();
  const examples = { rows: batch, x: new Float32Array(batch), y: new Float32Array(batch * UNITS) };
  await trainer.step(
    examples,
    Int32Array.from({ length: batch }, (_, i) => i),
  );
  const after = trainer.tensors();
  const mask = (name: string): string =>
    [...before[name]!.data].map((w, i) => Math.round((w - after[name]!.data[i]!) * UNITS)).join("");
  return { first: mask("first"), second: mask("second") };
}

describe("masks", () => {
  it("are 0 or 1 / (1 − rate), and new in every step, layer and seed", async () => {
    const seen: string[] = [];
    for (const seed of [1, 2]) {
      const trainer = await maskTrainer(seed);
      for (let step = 0; step < 20; step++) {
        const { first, second } = await masks(trainer);
        seen.push(first, second);
      }
    }
    for (const mask of seen) expect(mask).toMatch(/^[02]{64}$/u);
    expect(new Set(seen).size).toBe(80);
  });

  it("are the same for the same seed and step, whatever the batch and whatever was drawn before", async () => {
    const [one, other] = [await maskTrainer(7), await maskTrainer(7, 9)];
    const start = other.snapshot();
    await masks(other, 9);
    other.restore(start);
    expect(await masks(other, 5)).toEqual(await masks(one));
    expect(await masks(other, 9)).toEqual(await masks(one));
  });
});
