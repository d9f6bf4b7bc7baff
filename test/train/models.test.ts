import { afterAll, describe, expect, it } from "vitest";
import { add, mul, sub, sum } from "../../src/graph/index.ts";
import { crossEntropy } from "../../src/loss/index.ts";
import { filled } from "../../src/nn/init.ts";
import { batchNorm1d, dropout, embedColumns, layerNorm, linear, module, relu, sequential } from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import { penalty } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { createPredictor } from "../../src/train/predictor.ts";
import type { Examples } from "../../src/train/score.ts";
import { expectClose } from "../support/close.ts";
import { classTable, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);

describe("a model of one's own", () => {
  // As in the doc comment of `module`.
  const block = module("block", (x, { call }) => add(x, call("fc", linear(4), call("act", relu(), x))));

  it("trains as the layers of the library do", async () => {
    const trainer = await trainerOf(runtime, { model: sequential(block, linear(1)), optimizer: adam(0.02) });
    const losses = await train(trainer, data, 120);
    expect(losses.at(-1)!).toBeLessThan(0.1 * losses[0]!);
    expect(Object.keys(trainer.tensors()).toSorted()).toEqual(["0.fc.bias", "0.fc.weight", "1.bias", "1.weight"]);
  });

  it("with a penalty of one's own: as in the doc comment", async () => {
    const nearOne = penalty("nearOne", (w) => mul(1e-3, sum(mul(sub(w, 1), sub(w, 1)))));
    const strong = penalty("strong", (w) => mul(100, sum(mul(sub(w, 1), sub(w, 1)))));
    const trainer = await trainerOf(runtime, { penalties: [nearOne, strong], optimizer: adam(0.05) });
    await train(trainer, data, 200);
    expectClose(trainer.tensors()["0.weight"]!.data, new Array(32).fill(1), { relative: 0.05, absolute: 0 });
  });

  it("that asks for something in infer mode only is refused by name", async () => {
    const late = module("late", (x, { mode, parameter }) =>
      mode === "learn" ? x : mul(x, parameter("scale", [1], filled(1), "scale")),
    );
    const trainer = await trainerOf(runtime, { model: sequential(late, linear(1)) });
    await expect(trainer.score(data)).rejects.toMatchObject({ code: "E324", where: "0.scale" });
  });
});

describe("embedColumns", () => {
  const [ROWS, CODES] = [60, 5];
  const effects = [2, -1, 0.5, 3];
  /** One number and one code per row; y is an effect per code. The last code never occurs. */
  const coded: Examples = {
    rows: ROWS,
    x: Float32Array.from({ length: ROWS * 2 }, (_, i) => (i % 2 === 0 ? Math.sin(i) : ((i - 1) / 2) % 4)),
    y: Float32Array.from({ length: ROWS }, (_, row) => effects[row % 4]!),
  };
  const model = sequential(embedColumns([CODES], 3), linear(1));

  it("learns an effect per code, and leaves codes alone that do not occur", async () => {
    const trainer = await trainerOf(runtime, { model, input: [2], optimizer: adam(0.05) });
    const before = trainer.tensors()["0.table0"]!.data;
    await train(trainer, coded, 300);
    const after = trainer.tensors()["0.table0"]!.data;
    expect(after.subarray(12)).toEqual(before.subarray(12));
    expect(after.subarray(0, 12)).not.toEqual(before.subarray(0, 12));
    const found = await trainer.predict(coded.x.subarray(0, 8), 4);
    expectClose(found, effects, { relative: 0.02, absolute: 0.02 });
  });

  it("gathers rows of its tables after the dense columns", async () => {
    const trainer = await trainerOf(runtime, { model: embedColumns([2, 3], 2), input: [3], outputs: 5 });
    const { table0, table1 } = trainer.tensors();
    const found = await trainer.predict(Float32Array.of(0.5, 1, 2), 1);
    expect([...found]).toEqual([0.5, ...table0!.data.subarray(2, 4), ...table1!.data.subarray(4, 6)]);
  });

  it("refuses a code beyond its table, naming the op", async () => {
    const trainer = await trainerOf(runtime, { model, input: [2] });
    await expect(trainer.predict(Float32Array.of(0, CODES), 1)).rejects.toMatchObject({ code: "E511" });
  });
});

describe("a predictor", () => {
  const problem = {
    model: sequential(linear(6), batchNorm1d(), dropout(), layerNorm(), relu(), linear(2)),
    ...{ loss: crossEntropy(0.1), penalties: [], input: [4], outputs: 2 },
  };
  it("predicts what the trainer of its tensors predicts", async () => {
    const classes = classTable(40, 4);
    const trainer = await trainerOf(runtime, problem);
    await train(trainer, classes, 10);
    const predictor = createPredictor(problem, trainer.tensors(), runtime);
    expect(await predictor.predict(classes.x, 40)).toEqual((await trainer.score(classes)).predictions);
  });

  it("knows the strengths that its model uses in inference", async () => {
    const scaled = module("scaled", (x, { strength }) => mul(x, strength("temperature", 2)));
    const own = { ...problem, model: sequential(linear(2), scaled) };
    const trainer = await trainerOf(runtime, own);
    const predictor = createPredictor(own, trainer.tensors(), runtime);
    expect(await predictor.predict(data.x, 64)).toEqual(await trainer.predict(data.x, 64));
    trainer.setStrength("1.temperature", 0);
    expect((await trainer.predict(data.x, 64))[0]).toBe(0.5);
  });

  it("refuses tensors of another model", () => {
    expect(() => createPredictor(problem, {}, runtime)).toThrow(expect.objectContaining({ code: "E332" }));
  });
});
