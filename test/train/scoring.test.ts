import { afterAll, describe, expect, it } from "vitest";
import { bceWithLogits, crossEntropy, mse } from "../../src/loss/index.ts";
import { batchNorm1d, dropout, gaussianNoise, linear, relu, sequential } from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { l1, l2 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { expectClose } from "../support/close.ts";
import { allRows, classTable, hashOf, linearTable, mlp, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);
const classes = classTable(64, 4);
const still = sgd(0);

const part = ({ x, y, rows }: Examples, from: number, to: number): Examples => {
  const cut = (values: Float32Array): Float32Array =>
    values.subarray((from * values.length) / rows, (to * values.length) / rows);
  return { rows: to - from, x: cut(x), y: cut(y) };
};

describe("scores are honest", () => {
  it("train and validation on the same data are one number, dropout or not: no false gap", async () => {
    const trainer = await trainerOf(runtime, { model: mlp(dropout(), gaussianNoise(1)), optimizer: still });
    const learned = await train(trainer, data, 4);
    const [first, second] = [await trainer.score(data), await trainer.score({ ...data })];
    expect(second.loss).toBe(first.loss);
    const whole = learned.reduce((a, b) => a + b, 0) / 4;
    expect(Math.abs(whole - first.loss)).toBeGreaterThan(0.05);
  });

  it("no penalty is in them", async () => {
    const plain = await trainerOf(runtime);
    const penalized = await trainerOf(runtime, { penalties: [l2(5), l1(5)] });
    expect((await penalized.score(data)).loss).toBe((await plain.score(data)).loss);
    expect(Object.values(await penalized.penaltyCosts()).every((cost) => cost > 1)).toBe(true);
    expect(await train(penalized, data, 1)).toEqual(await train(plain, data, 1));
  });

  it("label smoothing is in the learning loss only", async () => {
    const given = { model: linear(2), outputs: 2, optimizer: still, batchSize: 64 };
    for (const make of [crossEntropy, bceWithLogits]) {
      const plain = await trainerOf(runtime, { ...given, loss: make(0) });
      const smooth = await trainerOf(runtime, { ...given, loss: make(0.3) });
      expect((await smooth.score(classes)).loss).toBe((await plain.score(classes)).loss);
      const [a, b] = [await plain.step(classes, allRows(classes)), await smooth.step(classes, allRows(classes))];
      expect(a).toBeCloseTo((await plain.score(classes)).loss, 5);
      expect(Math.abs(a - b)).toBeGreaterThan(0.01);
    }
  });

  it("batch norm is scored by its running statistics: a row's loss does not depend on its neighbours", async () => {
    const trainer = await trainerOf(runtime, { model: sequential(linear(8), batchNorm1d(), relu(), linear(1)) });
    await train(trainer, data, 40);
    const { rowLosses } = await trainer.score(data);
    for (const row of [0, 17, 63]) {
      const alone = await trainer.score(part(data, row, row + 1));
      expectClose(alone.rowLosses, [rowLosses[row]!], { relative: 1e-5, absolute: 1e-7 });
    }
  });

  it("scoring changes nothing: not weights, not running averages, not the next step", async () => {
    const model = sequential(linear(8), batchNorm1d(), dropout(), linear(1));
    const [scored, unscored] = [await trainerOf(runtime, { model }), await trainerOf(runtime, { model })];
    for (const trainer of [scored, unscored]) await train(trainer, data, 3);
    const before = hashOf(scored);
    await scored.score(data);
    await scored.predict(data.x, data.rows);
    await scored.penaltyCosts();
    expect(hashOf(scored)).toBe(before);
    for (const trainer of [scored, unscored]) await train(trainer, data, 3);
    expect(hashOf(scored)).toBe(hashOf(unscored));
  });

  it("running averages move in learn mode even when nothing is learned, and only there", async () => {
    const trainer = await trainerOf(runtime, { model: sequential(batchNorm1d(), linear(1)), optimizer: still });
    expect([...trainer.tensors()["0.runningMean"]!.data]).toEqual([0, 0, 0, 0]);
    await train(trainer, data, 1);
    expect(trainer.tensors()["0.runningMean"]!.data.every((m) => m !== 0)).toBe(true);
  });
});

describe("scores weigh rows", () => {
  it("are the mean over rows, whatever the parts", async () => {
    const trainer = await trainerOf(runtime);
    const { loss, rowLosses } = await trainer.score(data);
    expect(loss).toBe(rowLosses.reduce((a, b) => a + b, 0) / 64);
    const parts = [part(data, 0, 60), part(data, 60, 64)];
    const losses = await Promise.all(parts.map((examples) => trainer.score(examples)));
    expect((losses[0]!.loss * 60 + losses[1]!.loss * 4) / 64).toBeCloseTo(loss, 6);
    expect((losses[0]!.loss + losses[1]!.loss) / 2).not.toBeCloseTo(loss, 3);
  });

  it("in many chunks are those of one", async () => {
    const width = 700;
    const wide = linearTable(900, width);
    const trainer = await trainerOf(runtime, { input: [width] });
    const { rowLosses, predictions } = await trainer.score(wide);
    for (const from of [0, 370, 899]) {
      const own = await trainer.score(part(wide, from, Math.min(900, from + 10)));
      expectClose(rowLosses.subarray(from, from + own.rowLosses.length), own.rowLosses, {
        ...{ relative: 1e-4, absolute: 1e-6 },
      });
    }
    expect(await trainer.predict(wide.x, 900)).toEqual(predictions);
  });

  it("asked again are of the weights and the rows as they are then, and are the caller's to keep", async () => {
    const trainer = await trainerOf(runtime, { batchSize: 64 });
    const mine = { rows: 64, x: data.x.slice(), y: data.y.slice() };
    const anew = () => trainer.score({ rows: 64, x: mine.x.slice(), y: mine.y.slice() });
    const before = await trainer.score(mine);
    const kept = before.predictions.slice();
    expect(await trainer.score(mine)).toEqual(before);
    await trainer.step(mine, allRows(mine));
    const after = await trainer.score(mine);
    expect(after.loss).not.toBe(before.loss);
    expect(before.predictions).toEqual(kept);
    expect(after).toEqual(await anew());
    mine.x.fill(0.5);
    mine.y.fill(2);
    expect(await trainer.score(mine)).toEqual(await anew());
    expect(after.loss).not.toBe((await anew()).loss);
  });

  it("of few rows at a time are those of all, asked one after the other or at once, in any number", async () => {
    const trainer = await trainerOf(runtime, { batchSize: 64 });
    const whole = await trainer.predict(data.x, 64);
    const spans = Array.from({ length: 40 }, (_, i) => [(i * 7) % 50, ((i * 7) % 50) + 1 + (i % 12)] as const);
    const ask = ([from, to]: (typeof spans)[number]) => trainer.predict(data.x.subarray(from * 4, to * 4), to - from);
    const wanted = spans.map(([from, to]) => whole.slice(from, to));
    for (const [i, span] of spans.entries())
      expectClose(await ask(span), wanted[i]!, { relative: 1e-5, absolute: 1e-6 });
    const together = await Promise.all(spans.map(ask));
    for (const [i, said] of together.entries()) expectClose(said, wanted[i]!, { relative: 1e-5, absolute: 1e-6 });
    await trainer.step(data, allRows(data));
    expect(await trainer.predict(data.x, 64)).not.toEqual(whole);
  });

  it("with class weights are Σ weighted losses / Σ weights, in scores and in steps", async () => {
    const given = { model: linear(2), outputs: 2, optimizer: still, batchSize: 64 };
    const plain = await trainerOf(runtime, { ...given, loss: crossEntropy() });
    const heavy = await trainerOf(runtime, { ...given, loss: crossEntropy({ classWeights: [1, 5] }) });
    const { rowLosses } = await plain.score(classes);
    const weights = allRows(classes).map((row) => (classes.y[row * 2 + 1] === 1 ? 5 : 1));
    const sum = (f: (row: number) => number): number => weights.reduce((total, _, row) => total + f(row), 0);
    const expected = sum((row) => weights[row]! * rowLosses[row]!) / sum((row) => weights[row]!);
    expect((await heavy.score(classes)).loss).toBeCloseTo(expected, 5);
    expect(await heavy.step(classes, allRows(classes))).toBeCloseTo(expected, 5);
    expect(Math.abs(expected - (await plain.score(classes)).loss)).toBeGreaterThan(0.01);
  });

  it("a batch whose classes weigh nothing teaches nothing", async () => {
    const loss = crossEntropy({ classWeights: [0, 1] });
    const trainer = await trainerOf(runtime, { model: linear(2), outputs: 2, loss });
    const before = hashOf(trainer);
    const negatives = allRows(classes).filter((row) => classes.y[row * 2] === 1);
    expect(await trainer.step(classes, negatives.subarray(0, 10))).toBe(0);
    expect(hashOf(trainer)).toBe(before);
  });
});

describe("what scoring refuses", () => {
  it.each([
    ["x", { ...data, x: data.x.subarray(1) }],
    ["y", { ...data, y: data.y.subarray(1) }],
  ] as const)("%s of the wrong size", async (where, examples) => {
    const trainer = await trainerOf(runtime, { loss: mse() });
    await expect(trainer.score(examples)).rejects.toMatchObject({ code: "E303", where });
    await expect(trainer.step(examples, Int32Array.of(0))).rejects.toMatchObject({ code: "E303", where });
  });
});
