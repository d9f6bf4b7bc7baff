import { afterAll, describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { type GapTerms, type ItemizedGap, itemizedGap } from "../../src/decide/gap/index.ts";
import { crossEntropy, mse } from "../../src/loss/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { activityPenalty, batchNorm1d, dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam, sgd } from "../../src/optim/index.ts";
import { l2 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { type EpochEvent, trainLoop } from "../../src/train/loop.ts";
import { logLoss, rmse } from "../../src/train/metrics/index.ts";
import { replay } from "../../src/train/naive.ts";
import { pickRows } from "../../src/train/pick.ts";
import type { Examples } from "../../src/train/score.ts";
import type { BatchSource } from "../../src/train/source.ts";
import type { Trainer, TrainerOptions } from "../../src/train/trainer.ts";
import { classTable, linearTable, mlp, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const train = linearTable(70, 4);
const validation = linearTable(40, 4, 0.1, 6);

interface Given extends Partial<TrainerOptions> {
  readonly epochs?: number;
  readonly source?: BatchSource;
  /** Inputs with mean 30 in place of 0. */
  readonly far?: boolean;
}

/** Trains, and itemizes the last epoch. */
async function itemized({
  epochs = 3,
  source,
  far = false,
  ...given
}: Given): Promise<ItemizedGap & { readonly trainer: Trainer }> {
  const trainer = await trainerOf(runtime, given);
  const isClasses = given.loss?.target === "classes";
  const tables = isClasses ? [classTable(70, 4), classTable(40, 4, 6)] : [train, validation];
  const [own, other] = tables.map((table) => (far ? { ...table, x: table.x.map((v) => v + 30) } : table)) as [
    Examples,
    Examples,
  ];
  const loop = {
    ...{ trainer, train: own, validation: other, length: { epochs }, batchSize: 16, seed: 3 },
    ...(source === undefined ? {} : { source }),
  };
  let last: EpochEvent | undefined;
  const events = isClasses
    ? trainLoop({
        ...{ ...loop, metric: logLoss },
        interpret: ({ rows, y }, probabilities) => ({
          ...{ kind: "binary", rows, classes: 2, probabilities },
          targets: Float32Array.from({ length: rows }, (_, i) => y[2 * i + 1]!),
        }),
      })
    : trainLoop({
        ...{ ...loop, metric: rmse },
        interpret: ({ rows, y }, values) => ({ kind: "regression", rows, values, targets: y }),
      });
  for await (const event of events) if (event.type === "epoch") last = event;
  const { learning, train: scored, validation: beside } = last!;
  const parts = await replay({ trainer, train: own, source, batchSize: 16, seed: 3, epoch: epochs });
  return {
    ...itemizedGap({ epoch: epochs, train: scored.loss, validation: beside.loss, learning }, parts),
    trainer,
  };
}

/** A quantity that is `share` of the loss by rows that only one side saw: 6 of 70 rows are the last batch. */
const off = (terms: GapTerms, but: readonly (keyof GapTerms)[]): void => {
  for (const [name, value] of Object.entries(terms))
    if (!(but as readonly string[]).includes(name)) expect(Math.abs(value), name).toBeLessThan(4e-6);
};
const sumOf = (terms: GapTerms): number => Object.values(terms).reduce((a: number, b: number) => a + b, 0);
const still = { optimizer: sgd(0) };

describe("an itemized gap", () => {
  it("adds up, with everything on", async () => {
    const model = sequential(linear(8), batchNorm1d(), relu(), dropout(0.4), activityPenalty(0.1), linear(1));
    const { naive, honest, terms } = await itemized({ model, penalties: [l2(0.1)] });
    expect(naive.train - honest.train).toBeCloseTo(sumOf(terms), 10);
    expect(naive.gap).toBeCloseTo(honest.gap - sumOf(terms), 10);
    for (const name of ["penalty", "averaging", "batchNorm", "noise"] as const) expect(terms[name]).not.toBe(0);
  });

  it("has nothing to tell of a plain model that does not move", async () => {
    const { terms, naive, honest } = await itemized(still);
    off(terms, []);
    expect(naive.gap).toBeCloseTo(honest.gap, 5);
  });

  it("counts what a model learned during the epoch, and nothing else, where nothing else is on", async () => {
    const { terms } = await itemized({ optimizer: sgd(0.05), epochs: 1 });
    off(terms, ["averaging"]);
    expect(terms.averaging).toBeGreaterThan(0.01);
  });

  it("gives a penalty exactly: ½ λ Σ w²", async () => {
    const { terms, trainer } = await itemized({ penalties: [l2(3)] });
    const weights = Object.entries(trainer.tensors()).filter(([name]) => name.endsWith("weight"));
    const squares = weights.flatMap(([, { data }]) => [...data]).reduce((sum, w) => sum + w * w, 0);
    expect(terms.penalty).toBeCloseTo(1.5 * squares, 4);
    off(terms, ["penalty", "averaging"]);
  });

  it("counts penalties on activations", async () => {
    const { terms } = await itemized({ ...still, model: sequential(linear(8), activityPenalty(1), linear(1)) });
    expect(terms.penalty).toBeGreaterThan(0.01);
    off(terms, ["penalty"]);
  });

  it("replays the very masks: with weights that stand still nothing is left to averaging", async () => {
    const { terms } = await itemized({ ...still, model: mlp(dropout(0.5)) });
    expect(Math.abs(terms.noise)).toBeGreaterThan(0.01);
    off(terms, ["noise"]);
  });

  it("finds noise of strength 0 to cost nothing", async () => {
    const { terms } = await itemized({ model: mlp(dropout(0)) });
    off(terms, ["averaging"]);
  });

  it("tells stale batch-norm statistics: they make a gap of nothing", async () => {
    const model: Module = sequential(batchNorm1d({ momentum: 0.01 }), linear(16), relu(), linear(1));
    const { terms, naive, honest } = await itemized({ optimizer: adam(0.02), model, epochs: 6, far: true });
    expect(honest.train).toBeGreaterThan(3 * naive.train);
    expect(terms.batchNorm).toBeLessThan(-2 * naive.train);
    off(terms, ["batchNorm", "averaging"]);
  });

  it("counts label smoothing", async () => {
    const { terms } = await itemized({ ...still, model: mlpTo(2), loss: crossEntropy(0.2), outputs: 2 });
    expect(Math.abs(terms.loss)).toBeGreaterThan(1e-3);
    off(terms, ["loss"]);
    const plain = await itemized({ ...still, model: mlpTo(2), loss: crossEntropy(), outputs: 2 });
    off(plain.terms, []);
  });

  it("counts augmentation, with the very draws of the epoch", async () => {
    const source: BatchSource = {
      rows: train.rows,
      draw: (rows, { key }) => {
        const picked = pickRows(train, rows);
        const random = randomOf(keyOf(key.low + rows[0]!));
        return { ...picked, x: picked.x.map((v) => v + random.normal()) };
      },
    };
    const { terms } = await itemized({ ...still, source, loss: mse() });
    expect(Math.abs(terms.augmentation)).toBeGreaterThan(0.01);
    off(terms, ["augmentation"]);
  });
});

const mlpTo = (outputs: number): Module => sequential(linear(8), relu(), linear(outputs));
