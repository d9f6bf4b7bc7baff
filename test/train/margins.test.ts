import { afterAll, describe, expect, it } from "vitest";
import { bceWithLogits, crossEntropy, meanOverMembers, mse, rDrop } from "../../src/loss/index.ts";
import { dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import { sam } from "../../src/optim/sharpness/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { type Checkpoint, trainLoop } from "../../src/train/loop.ts";
import { longFrom } from "../../src/core/long.ts";
import { Margins } from "../../src/train/margins.ts";
import { logLoss } from "../../src/train/metrics/index.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/observe/checkpointContent.ts";
import { allRows, classTable, hashOf, linearTable, train as steps, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const classes = classTable(48, 4);
const ofClasses = { model: sequential(linear(8), relu(), linear(2)), loss: crossEntropy(), outputs: 2, margins: true };

describe("margins of a step", () => {
  it("are log odds of the label against the best other class, before the step", async () => {
    const trainer = await trainerOf(runtime, ofClasses);
    const probabilities = await trainer.predict(classes.x, classes.rows);
    const rows = Int32Array.of(7, 3, 40, 11);
    await trainer.step(classes, rows);
    const expected = [...rows].map((row) => {
      const [a, b] = probabilities.subarray(2 * row, 2 * row + 2);
      return Math.log(a! / b!) * (classes.y[2 * row] === 1 ? 1 : -1);
    });
    expect(trainer.margins).toHaveLength(4);
    for (const [i, margin] of trainer.margins!.entries()) expect(margin).toBeCloseTo(expected[i]!, 4);
  });

  it("of values are residuals; of yes and no the logit towards the answer", async () => {
    const table = linearTable(48, 4);
    const trainer = await trainerOf(runtime, { margins: true, loss: mse() });
    const predictions = await trainer.predict(table.x, table.rows);
    await trainer.step(table, Int32Array.of(5, 6));
    for (const [i, row] of [5, 6].entries())
      expect(trainer.margins![i]).toBeCloseTo(predictions[row]! - table.y[row]!, 5);
    const yes = { ...table, y: table.y.map((v) => Number(v > 0)) };
    const binary = await trainerOf(runtime, { margins: true, loss: bceWithLogits() });
    const said = await binary.predict(yes.x, yes.rows);
    await binary.step(yes, Int32Array.of(5, 6));
    for (const [i, row] of [5, 6].entries()) {
      const logit = Math.log(said[row]! / (1 - said[row]!));
      expect(binary.margins![i]).toBeCloseTo(yes.y[row] === 1 ? logit : -logit, 4);
    }
  });

  it("of two passes are those of the first, of members those of their mean, under SAM those before its step", async () => {
    const plain = await trainerOf(runtime, ofClasses);
    await plain.step(classes, Int32Array.of(1, 2, 3));
    const expected = [...plain.margins!];
    const twice = await trainerOf(runtime, { ...ofClasses, loss: rDrop(crossEntropy()) });
    const sharp = await trainerOf(runtime, { ...ofClasses, sharpness: sam(0.5) });
    const one = await trainerOf(runtime, { ...ofClasses, loss: meanOverMembers(crossEntropy(), 1) });
    for (const trainer of [twice, sharp, one]) {
      await trainer.step(classes, Int32Array.of(1, 2, 3));
      for (const [i, margin] of trainer.margins!.entries()) expect(margin).toBeCloseTo(expected[i]!, 5);
    }
  });

  it("change nothing that is learned, and are there only when asked for", async () => {
    const { margins: _, ...silent } = ofClasses;
    const [a, b] = [await trainerOf(runtime, ofClasses), await trainerOf(runtime, silent)];
    for (const trainer of [a, b]) await steps(trainer, classes, 9);
    expect(hashOf(b)).toBe(hashOf(a));
    expect(b.margins).toBeUndefined();
  });
});

describe("Margins", () => {
  it("average, and count every fall from right to wrong", () => {
    const margins = new Margins(classes);
    const series = [-1, 2, 3, -4, 5, -6];
    for (const [epoch, margin] of series.entries())
      margins.observe(classes, Int32Array.of(9), Float32Array.of(margin), epoch + 1);
    expect(margins.of(9)).toEqual({ seen: 6, margin: -1 / 6, forgotten: 2, lastWrong: 6, right: 3 });
    expect(margins.of(8)).toEqual({ seen: 0, margin: Number.NaN, forgotten: 0, lastWrong: 0, right: 0 });
  });

  it("know drawn rows by their ids, and pass over rows with another label", () => {
    const ids = Int32Array.from({ length: 48 }, (_, i) => 2 * i + 1);
    const known = { ...classes, ids };
    const margins = new Margins(known);
    const y = classes.y.slice(0, 6);
    y.set([0.5, 0.5], 2);
    const drawn = { rows: 3, x: classes.x.slice(0, 12), y, ids: Int32Array.of(1, 3, 5) };
    margins.observe(drawn, allRows(drawn), Float32Array.of(1, 2, 3), 1);
    expect([0, 1, 2].map((row) => margins.of(row).seen)).toEqual([1, 0, 1]);
    expect(margins.of(2).margin).toBe(3);
  });

  it("of many rows, which are noted in the order of the table, are those of few", () => {
    const train = { rows: 5000, x: new Float32Array(5000), y: new Float32Array(5000) };
    const stateOf = (): Float32Array => {
      const margins = new Margins(train);
      for (let step = 0; step < 120; step++) {
        const rows = Int32Array.from({ length: 4000 }, (_, i) => (i * 7919 + step * 31) % 5000);
        margins.observe(
          train,
          rows,
          Float32Array.from(rows, (row) => Math.sin(row * (step + 1))),
          1 + (step >> 4),
        );
        if (step === 70) expect(margins.of(11).seen).toBeGreaterThan(50);
      }
      return margins.snapshot();
    };
    const few = stateOf();
    const usual = longFrom(0);
    try {
      expect(stateOf()).toEqual(few);
    } finally {
      longFrom(usual);
    }
  });

  it("are the same after a resume from any step", async () => {
    const run = async (resume?: Checkpoint) => {
      const model = sequential(linear(8), relu(), dropout(0.2), linear(2));
      const trainer = await trainerOf(runtime, { ...ofClasses, model, optimizer: adam(0.01) });
      const margins = new Margins(classes);
      const saved: Checkpoint[] = [];
      const loop = trainLoop({
        ...{ trainer, train: classes, validation: classes, length: { epochs: 4 }, batchSize: 16, metric: logLoss },
        interpret: ({ rows, y }, probabilities) => ({
          ...{ kind: "binary", rows, classes: 2, probabilities },
          targets: Float32Array.from({ length: rows }, (_, i) => y[2 * i + 1]!),
        }),
        margins,
        checkpoint: { due: () => true, save: async (checkpoint) => void saved.push(structuredClone(checkpoint)) },
        ...(resume === undefined ? {} : { resume }),
      });
      for await (const _ of loop);
      return { saved, state: margins.snapshot() };
    };
    const whole = await run();
    expect(whole.state.some((value) => value > 0)).toBe(true);
    for (const checkpoint of whole.saved.filter((_, i) => i % 3 === 1)) {
      const again = await run(decodeCheckpoint(encodeCheckpoint(checkpoint)));
      expect(again.state).toEqual(whole.state);
    }
  });
});
