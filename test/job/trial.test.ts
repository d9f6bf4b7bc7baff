import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { type Fold, foldOf, prepareTable } from "../../src/job/prepare.ts";
import { type GivenRecipe, recipeSchema, resolveRecipe } from "../../src/job/recipe.ts";
import { predictTrial, runTrial, type Trial, trainerOf } from "../../src/job/trial.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { expectClose } from "../support/close.ts";
import { classes, errorOf, numbers, scratch } from "./make.ts";

const { write } = scratch();
let runtime: Runtime;
let parts: { readonly classes: Fold; readonly numbers: Fold };
beforeAll(async () => {
  runtime = await createRuntime({ threads: 1 });
  const open = async (name: string, text: string): Promise<Fold> =>
    foldOf(await prepareTable({ data: write(name, text), target: "churn" }, 1), 0);
  parts = { classes: await open("c.csv", classes()), numbers: await open("n.csv", numbers()) };
});
afterAll(() => runtime.dispose());

const train = (part: Fold, change: Partial<GivenRecipe> = {}, seed = 1): Promise<Trial> =>
  runTrial(resolveRecipe({ name: "x", hidden: [8], epochs: 4, ...change }), part, {
    ...{ seed, runtime, metric: metricFor(part.task.kind).name },
  });
const hash = ({ state }: Trial): string => createHash("sha256").update(state).digest("hex");

/** Everything at once that could make training and validation differ on the same rows. */
const EVERYTHING: Partial<GivenRecipe> = {
  ...{ dropout: 0.5, inputNoise: 0.5, l1: 1e-2, l2: 1e-1, weightDecay: 1, maxNorm: 1, clipNorm: 1 },
  norm: "batch",
};

describe("runTrial", () => {
  it("the same seed gives the same weights, another seed others, whatever is drawn", async () => {
    const change = { ...EVERYTHING, labelSmoothing: 0.1 };
    const first = await train(parts.classes, change);
    const again = await train(parts.classes, change);
    expect(hash(again)).toBe(hash(first));
    expect(again).toEqual(first);
    expect(hash(await train(parts.classes, change, 2))).not.toBe(hash(first));
  });

  it("training and validation are scored alike: on the same rows the gap is exactly zero", async () => {
    for (const part of [parts.classes, parts.numbers]) {
      const labelSmoothing = part.shape.isClassification ? 0.2 : 0;
      const same = { ...part, validation: part.train };
      const { history, train: on, validation } = await train(same, { ...EVERYTHING, labelSmoothing });
      expect(history).toHaveLength(4);
      for (const epoch of history) expect(epoch.train).toEqual(epoch.validation);
      expect(on).toBe(validation);
      expect(Math.min(...history.map(({ penalty }) => penalty))).toBeGreaterThan(0);
    }
  });

  it("the loss that is told has neither penalty nor label smoothing in it", async () => {
    const still = { learningRate: 1e-30, epochs: 1 };
    const plain = await train(parts.classes, still);
    const loaded = await train(parts.classes, { ...still, l2: 10, labelSmoothing: 0.5 });
    expectClose(
      [loaded.history[0]!.train.loss, loaded.history[0]!.validation.loss],
      [plain.history[0]!.train.loss, plain.history[0]!.validation.loss],
      {
        ...{ relative: 1e-6, absolute: 0 },
      },
    );
    expect(loaded.history[0]!.penalty).toBeGreaterThan(1);
    expect(plain.history[0]!.penalty).toBe(0);
  });

  it("few steps with batch norm do not look like wild overfitting", async () => {
    const { history } = await train(parts.numbers, { norm: "batch", epochs: 20, hidden: [64, 64], learningRate: 1e-2 });
    const plain = await train(parts.numbers, { epochs: 20, hidden: [64, 64], learningRate: 1e-2 });
    const last = (trial: Pick<Trial, "history">): number => trial.history.at(-1)!.train.loss;
    expect(last({ history })).toBeLessThan(Math.max(0.3, 5 * last(plain)));
    for (const { train: on } of history) expect(on.loss).toBeLessThan(3);
  });

  it("a seeded dropout draws another mask at every step, the same ones in every run", async () => {
    const recipe = resolveRecipe({ name: "x", hidden: [32], dropout: 0.5, learningRate: 1e-30 });
    const losses = async (): Promise<number[]> => {
      const trainer = await trainerOf(recipe, parts.numbers, 5, runtime);
      const rows = Int32Array.from({ length: 32 }, (_, i) => i);
      const found: number[] = [];
      for (let step = 0; step < 6; step++) found.push(await trainer.step(parts.numbers.train, rows));
      return found;
    };
    const first = await losses();
    expect(new Set(first).size).toBe(6);
    expect(await losses()).toEqual(first);
  });

  it("early stopping restores the best epoch, exactly", async () => {
    const trial = await train(parts.classes, {
      ...{ earlyStopping: true, patience: 3, minDelta: 0, learningRate: 0.1, epochs: 40, hidden: [32] },
    });
    const losses = trial.history.map(({ validation }) => validation.loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(trial.end.stopped?.reason).toBeDefined();
    expect(trial.end.kept).toBe(best + 1);
    expect(best + 1).toBeLessThan(losses.length);
    expect(trial.validation).toBe(trial.history[best]!.validation.metric);
    expect(trial.train).toBe(trial.history[best]!.train.metric);
  });

  it("without early stopping the last epoch stays", async () => {
    const trial = await train(parts.classes, { learningRate: 0.1, epochs: 6 });
    expect(trial.end).toMatchObject({ epochs: 6, kept: 6, stopped: undefined });
    expect(trial.validation).toBe(trial.history.at(-1)!.validation.metric);
  });

  it("L1 gives exact zeros, and they are counted; L2 gives none", async () => {
    const weak = await train(parts.classes, { l2: 1, epochs: 20, learningRate: 1e-2 });
    const sparse = await train(parts.classes, { l1: 0.05, epochs: 20, learningRate: 1e-2 });
    expect(weak.zeros).toBe(0);
    expect(sparse.zeros).toBeGreaterThan(0.2);
    expect(sparse.zeros).toBeLessThanOrEqual(1);
  });

  it("a diverging rate stops within the step, and names epoch, rate and rows", async () => {
    const error = await errorOf(
      train(parts.numbers, { optimizer: "sgd", learningRate: 1000, hidden: [16, 16, 16], epochs: 50 }),
    );
    expect(error).toMatchObject({ code: "E403", exitCode: 4, todo: "--lr 100" });
    expect(error.message).toMatch(/became (?:NaN|-?Infinity) at epoch \d+, step \d+ \(lr 1000\)/u);
    // Rows of the file, counted from 1: those of the training rows, no others.
    const rows = [...(error.details[0] ?? "").matchAll(/\d+/gu)].map(([row]) => Number(row)).slice(0, 12);
    expect(rows).toHaveLength(12);
    const { ids } = parts.numbers.train;
    for (const row of rows) expect(ids).toContain(row);
  });

  it("a batch as large as the training rows, and one larger, are one step an epoch", async () => {
    const { rows } = parts.numbers.train;
    for (const batchSize of [rows, rows + 50]) {
      const { history } = await train(parts.numbers, { batchSize, epochs: 3 });
      expect(history.map(({ steps }) => steps)).toEqual([1, 2, 3]);
    }
  });

  it("its state gives the same predictions again, on other rows too", async () => {
    const recipe = resolveRecipe({ name: "x", hidden: [8], epochs: 2, ...EVERYTHING, labelSmoothing: 0.1 });
    const part = parts.classes;
    const trial = await runTrial(recipe, part, { seed: 3, runtime, metric: "auc" });
    const predictions = await predictTrial(recipe, part, { seed: 3, runtime }, trial, part.validation);
    expect(metricFor("binary", "auc").score(predictions)).toBe(trial.validation);
  });

  it("every optimizer, schedule, average and sharpness that a recipe may name trains, and each in its own way", async () => {
    const choices = (["optimizer", "schedule", "averaging", "sharpness"] as const).flatMap((key) =>
      recipeSchema.shape[key].unwrap().options.map((value) => ({ [key]: value }) as Partial<GivenRecipe>),
    );
    const plain = await train(parts.numbers);
    const hashes = new Set<string>();
    for (const choice of choices) {
      const trial = await train(parts.numbers, { epochs: 12, ...choice });
      expect(trial.history.at(-1)!.train.loss, JSON.stringify(choice)).toBeLessThan(1.5 * plain.history[0]!.train.loss);
      hashes.add(hash(trial));
    }
    // Four are the defaults, a plateau may cut nothing, and raw weights may beat their averages.
    expect(hashes.size).toBeGreaterThanOrEqual(choices.length - 6);
  });

  it("an impossible model is an error of ours, not of the runtime's", async () => {
    const error = await errorOf(train(parts.classes, { hidden: [65_536, 65_536] }));
    expect(error).toBeInstanceOf(RegularizeError);
    expect(error.exitCode).toBe(5);
  });
});
