import { afterAll, describe, expect, it } from "vitest";
import { crossEntropy, distillation, meanOverMembers, mse, rDrop } from "../../src/loss/index.ts";
import { batchNorm1d, dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { adam } from "../../src/optim/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Loss } from "../../src/loss/define.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { expectClose } from "../support/close.ts";
import { allRows, classTable, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);
const classes = classTable(128, 4);

const regression = (loss: Loss, ...between: readonly Module[]): Promise<Trainer> =>
  trainerOf(runtime, { model: sequential(linear(8), relu(), ...between, linear(1)), loss });
const weightsOf = (trainer: Trainer): number[] => Object.values(trainer.tensors()).flatMap(({ data: w }) => [...w]);

describe("a loss of two passes", () => {
  it("without noise is the loss of one: the passes agree", async () => {
    const [plain, twice] = [await regression(mse()), await regression(rDrop(mse(), 3))];
    const losses = [await train(plain, data, 10), await train(twice, data, 10)];
    expectClose(losses[1]!, losses[0]!, { relative: 1e-5, absolute: 1e-7 });
    expectClose(weightsOf(twice), weightsOf(plain), { relative: 1e-4, absolute: 1e-5 });
  });

  it("draws other noise in each: the divergence is not zero, and grows with the rate", async () => {
    const divergence = async (rate: number): Promise<number> => {
      const [none, some] = [
        await regression(rDrop(mse(), 0), dropout(rate)),
        await regression(rDrop(mse(), 1), dropout(rate)),
      ];
      const rows = allRows(data).subarray(0, 16);
      return (await some.step(data, rows)) - (await none.step(data, rows));
    };
    const [small, large] = [await divergence(0.05), await divergence(0.5)];
    expect(small).toBeGreaterThan(1e-4);
    expect(large).toBeGreaterThan(2 * small);
  });

  it("pulls predictions under different masks together", async () => {
    const spread = async (alpha: number): Promise<number> => {
      const trainer = await regression(rDrop(mse(), alpha), dropout(0.5));
      await train(trainer, data, 200);
      const probe = await regression(rDrop(mse(), 1), dropout(0.5));
      const base = await regression(rDrop(mse(), 0), dropout(0.5));
      for (const other of [probe, base]) other.load(trainer.tensors());
      return (
        (await probe.step(data, allRows(data).subarray(0, 16))) - (await base.step(data, allRows(data).subarray(0, 16)))
      );
    };
    expect(await spread(5)).toBeLessThan(0.7 * (await spread(0)));
  });

  it("is scored as the loss of one, and works beside batch norm", async () => {
    const given = { model: sequential(linear(8), batchNorm1d(), relu(), dropout(0.3), linear(1)) };
    const [twice, once] = [
      await trainerOf(runtime, { ...given, loss: rDrop(mse()) }),
      await trainerOf(runtime, { ...given, loss: mse() }),
    ];
    await train(twice, data, 5);
    once.load(twice.tensors());
    expect(await twice.score(data)).toEqual(await once.score(data));
  });
});

describe("an ensemble of two passes", () => {
  const members = sequential(linear(8), relu(), dropout(0.3), linear(6));
  it("puts rDrop and distillation inside the mean over members", async () => {
    const y = distillation.withTeacher(classes.y, { logits: classes.y }, 2);
    for (const loss of [rDrop(crossEntropy()), rDrop(distillation())]) {
      const trainer = await trainerOf(runtime, { model: members, outputs: 2, loss: meanOverMembers(loss, 3) });
      const losses = await train(trainer, loss.targetWidth === undefined ? classes : { ...classes, y }, 40);
      expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]!);
    }
  });

  it("is refused the other way round, where members have no divergence of their own", async () => {
    const loss = rDrop(meanOverMembers(crossEntropy(), 3));
    await expect(trainerOf(runtime, { model: members, outputs: 2, loss })).rejects.toThrow(
      expect.objectContaining({ code: "E333", where: "rDrop" }),
    );
  });
});

describe("distillation", () => {
  const student = (loss: Loss): Promise<Trainer> =>
    trainerOf(runtime, { model: linear(2), loss, outputs: 2, optimizer: adam(0.05) });

  it("takes targets that are wider than the predictions, and is scored on the classes alone", async () => {
    const teacher = Float32Array.from(classes.y, (_, i) => Math.sin(i));
    const y = distillation.withTeacher(classes.y, { logits: teacher }, 2);
    const trainer = await student(distillation());
    await train(trainer, { ...classes, y }, 5);
    const plain = await student(crossEntropy());
    plain.load(trainer.tensors());
    const [scored, expected] = [await trainer.score({ ...classes, y }), await plain.score(classes)];
    expectClose([scored.loss], [expected.loss], { relative: 1e-6, absolute: 0 });
    expect(scored.predictions).toEqual(expected.predictions);
    await expect(trainer.step(classes, allRows(classes).subarray(0, 4))).rejects.toThrow(
      expect.objectContaining({ code: "E303", where: "y" }),
    );
  });

  it("gives the student the teacher's answers", async () => {
    const teacher = Float32Array.from({ length: classes.rows }, (_, row) => 1.5 * classes.x[row * 4]! - 0.5);
    const logits = Float32Array.from({ length: 2 * classes.rows }, (_, i) => (i % 2 === 0 ? 0 : teacher[i >> 1]!));
    const y = distillation.withTeacher(classes.y, { logits }, 2);
    const trainer = await student(distillation({ temperature: 2, alpha: 1 }));
    await train(trainer, { ...classes, y }, 300);
    const p = await trainer.predict(classes.x, classes.rows);
    const found = Float32Array.from(teacher, (_, row) => Math.log(p[2 * row + 1]! / p[2 * row]!));
    expectClose(found, teacher, { relative: 0.02, absolute: 0.02 });
  });
});
