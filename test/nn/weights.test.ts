import { afterAll, describe, expect, it } from "vitest";
import { fold, keyOf, randomOf, type Shape } from "../../src/core/index.ts";
import { input } from "../../src/graph/index.ts";
import { mse } from "../../src/loss/index.ts";
import type { Module } from "../../src/nn/context.ts";
import * as nn from "../../src/nn/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { adamW } from "../../src/optim/index.ts";
import { l2 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { allRows, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());

/** What a linear layer without bias does, as a matrix [in, out]: its answers to unit vectors. */
async function matrixOf(trainer: Trainer, inputs: number): Promise<Float32Array> {
  const units = Float32Array.from({ length: inputs * inputs }, (_, i) => Number(i % (inputs + 1) === 0));
  return trainer.predict(units, inputs);
}

/** The largest singular value of [rows, columns], by 200 rounds of power iteration in float64. */
function largestSingularValue(matrix: ArrayLike<number>, rows: number): number {
  const columns = matrix.length / rows;
  const random = randomOf(keyOf(5));
  let v = Float64Array.from({ length: columns }, () => random.normal());
  let sigma = 0;
  for (let round = 0; round < 200; round++) {
    const u = Float64Array.from({ length: rows }, (_, i) =>
      v.reduce((sum, x, j) => sum + x * matrix[i * columns + j]!, 0),
    );
    const w = v.map((_, j) => u.reduce((sum, x, i) => sum + x * matrix[i * columns + j]!, 0));
    const size = Math.hypot(...w);
    sigma = Math.sqrt(size);
    v = w.map((x) => x / size);
  }
  return sigma;
}

const [WIDTH, OUTPUTS] = [6, 4];
const table = linearTable(64, WIDTH);
const data = { ...table, y: Float32Array.from({ length: 64 * OUTPUTS }, (_, i) => table.y[Math.floor(i / OUTPUTS)]!) };
const bare = (): Module => nn.linear({ features: OUTPUTS, bias: false });
const given = { input: [WIDTH], outputs: OUTPUTS, optimizer: adamW({ learningRate: 3e-2, weightDecay: 0.1 }) };

describe("wrappers of weights", () => {
  it("start as the layer that they wrap", async () => {
    const [plain, normed] = await Promise.all(
      [bare(), nn.weightNorm(bare())].map(async (model) =>
        matrixOf(await trainerOf(runtime, { ...given, model }), WIDTH),
      ),
    );
    expect([...normed!]).toEqual([...plain!].map((v) => expect.closeTo(v, 6)));
    const spectral = await matrixOf(await trainerOf(runtime, { ...given, model: nn.spectralNorm(bare()) }), WIDTH);
    const sigma = largestSingularValue(plain!, WIDTH);
    for (const [i, v] of spectral.entries()) expect(v).toBeCloseTo(plain![i]! / sigma, 2);
  });

  it("spectralNorm: the largest singular value goes to 1 and stays there while the weights learn", async () => {
    const trainer = await trainerOf(runtime, { ...given, model: nn.spectralNorm(bare()) });
    expect(largestSingularValue(await matrixOf(trainer, WIDTH), WIDTH)).toBeCloseTo(1, 2);
    await train(trainer, data, 200);
    expect(largestSingularValue(trainer.tensors()["weightOrig"]!.data, WIDTH)).not.toBeCloseTo(1, 1);
    trainer.learningRate = 0;
    await train(trainer, data, 100);
    expect(largestSingularValue(await matrixOf(trainer, WIDTH), WIDTH)).toBeCloseTo(1, 4);
  });

  it("weightNorm: each output's weights have the length that is learned", async () => {
    const trainer = await trainerOf(runtime, { ...given, model: nn.weightNorm(bare()) });
    await train(trainer, data, 50);
    const matrix = await matrixOf(trainer, WIDTH);
    for (const [o, length] of trainer.tensors()["weightG"]!.data.entries())
      expect(Math.hypot(...matrix.filter((_, i) => i % OUTPUTS === o))).toBeCloseTo(Math.abs(length), 4);
  });

  it("keep the names and the roles of the rest", () => {
    const model = nn.sequential(
      nn.spectralNorm(nn.linear(2)),
      nn.weightNorm(nn.linear(3)),
      nn.dropConnect(nn.linear(1), 0.2),
    );
    const { parameters, states, strengths } = trace(model, input("x", [4, 3]), "learn");
    expect(parameters.map(({ name, role }) => `${name} ${role}`)).toEqual([
      ...["0.weightOrig weight", "0.bias bias", "1.weightV weight", "1.weightG scale", "1.bias bias"],
      ...["2.weight weight", "2.bias bias"],
    ]);
    expect(states.map(({ name, shape }) => `${name} ${shape.join()}`)).toEqual(["0.weightU 2", "0.weightV 3"]);
    expect(strengths.map(({ name }) => name)).toEqual(["2.rate"]);
  });

  it("one inside the other: the mask falls on the normed weight", () => {
    const model = nn.weightNorm(nn.dropConnect(nn.linear(2)));
    expect(trace(model, input("x", [4, 3]), "learn").parameters.map((p) => p.name)).toEqual([
      "weightV",
      "weightG",
      "bias",
    ]);
  });
});

describe("frozen", () => {
  it.each([
    ["batchNorm1d", nn.sequential(nn.linear(5), nn.batchNorm1d({ frozen: true }), nn.linear(1)), [4], "1."],
    [
      "batchNorm2d",
      nn.sequential(
        nn.conv2d({ features: 3, kernel: 1 }),
        nn.batchNorm2d({ frozen: true }),
        nn.globalAvgPool(),
        nn.linear(1),
      ),
      [1, 2, 2],
      "1.",
    ],
  ] as const)("%s is unchanged bit for bit, whatever decays and penalizes", async (_, model, shape, path) => {
    const options = { model, input: shape, penalties: [l2(0.1, "all")], optimizer: given.optimizer };
    const trainer = await trainerOf(runtime, options);
    const start = trainer.tensors();
    const random = randomOf(keyOf(6));
    for (const [name, tensor] of Object.entries(start))
      if (name.startsWith(path)) for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = 0.5 + random.uniform();
    trainer.load(start);
    const rows = linearTable(64, 4);
    await train(trainer, rows, 40);
    const end = trainer.tensors();
    const changed = Object.keys(start).filter(
      (name) => !Buffer.from(start[name]!.data.buffer).equals(Buffer.from(end[name]!.data.buffer)),
    );
    expect(changed.filter((name) => name.startsWith(path))).toEqual([]);
    expect(changed.length).toBeGreaterThan(2);
    await expect(trainer.step(rows, Int32Array.of(3))).resolves.toBeTypeOf("number");
  });

  it("the code for nothing has a vector of zeros that does not learn", async () => {
    const model = nn.sequential(nn.embedding({ vocabulary: 4, features: 3, padding: 2 }), nn.flatten(), nn.linear(1));
    const trainer = await trainerOf(runtime, { model, input: [2], loss: mse() });
    const codes = { rows: 32, x: Float32Array.from({ length: 64 }, (_, i) => i % 4), y: new Float32Array(32).fill(1) };
    const before = trainer.tensors()["0.weight"]!.data;
    for (let step = 0; step < 10; step++) await trainer.step(codes, allRows(codes).slice(0, 16));
    const after = trainer.tensors()["0.weight"]!.data;
    expect([...after.subarray(6, 9)]).toEqual([0, 0, 0]);
    expect([...after.subarray(0, 3)]).not.toEqual([...before.subarray(0, 3)]);
  });
});

describe("rates change without a new program", () => {
  it.each([
    ["dropout2d", nn.dropout2d(0.5)],
    ["alphaDropout", nn.alphaDropout(0.5)],
    ["gaussianDropout", nn.gaussianDropout(0.5)],
    ["dropPath", nn.dropPath(0.5)],
    ["dropBlock2d", nn.dropBlock2d({ rate: 0.5, block: 2 })],
    ["dropConnect", nn.dropConnect(nn.conv2d({ features: 2, kernel: 1 }), 0.5)],
  ] as const)("%s", async (_, layer) => {
    const options = { model: nn.sequential(layer, nn.flatten(), nn.linear(1)), input: [2, 3, 3] };
    const random = randomOf(fold(keyOf(1), "images"));
    const images = {
      rows: 16,
      x: Float32Array.from({ length: 16 * 18 }, () => random.normal()),
      y: new Float32Array(16),
    };
    const trainer = await trainerOf(runtime, { ...options, optimizer: adamW({ learningRate: 0 }) });
    const noisy = await trainer.step(images, allRows(images));
    const clean = (await trainer.score(images)).loss;
    expect(Math.abs(noisy - clean)).toBeGreaterThan(1e-3 * clean);
    trainer.setStrength("0.rate", 0);
    expect(await trainer.step(images, allRows(images))).toBeCloseTo(clean, 5);
  });
});

describe("what the layers refuse", () => {
  const body = nn.linear(2);
  const refusals: readonly (readonly [string, () => Module, Shape, string])[] = [
    ["a batch of one row", () => nn.batchNorm2d(), [1, 3, 1, 1], "E331"],
    ["images for batchNorm2d of rank 3", () => nn.batchNorm2d(), [2, 3, 4], "E330"],
    ["conv2d on rows", () => nn.conv2d(), [2, 3], "E330"],
    ["conv1d on images", () => nn.conv1d(), [2, 3, 4, 4], "E330"],
    ["a kernel larger than the image", () => nn.conv2d({ kernel: 5 }), [2, 3, 4, 6], "E335"],
    ["a dilated kernel larger than the line", () => nn.conv1d({ kernel: 3, dilation: 3 }), [2, 3, 6], "E335"],
    ["a pool larger than its image", () => nn.maxPool2d(5), [2, 3, 4, 4], "E335"],
    ["a pool larger than its line", () => nn.avgPool1d(5), [2, 3, 4], "E335"],
    ["channels that do not divide", () => nn.conv2d({ features: 4, kernel: 1, groups: 2 }), [2, 3, 4, 4], "E334"],
    [
      "filters that do not divide",
      () => nn.conv2d({ features: 4, kernel: 1, groups: "depthwise" }),
      [2, 3, 4, 4],
      "E334",
    ],
    ["groups that do not divide", () => nn.groupNorm(4), [2, 6, 3], "E334"],
    ["groups of one number", () => nn.groupNorm(6), [2, 6], "E331"],
    ["instances of one place", () => nn.instanceNorm2d(), [2, 6, 1, 1], "E331"],
    ["dropout2d on rows", () => nn.dropout2d(), [2, 3], "E330"],
    ["weightNorm of a layer without weight", () => nn.weightNorm(nn.relu()), [2, 3], "E336"],
    ["spectralNorm of a chain", () => nn.spectralNorm(nn.sequential(body)), [2, 3], "E336"],
    ["a residual that changes the width", () => nn.residual(body), [2, 3], "E339"],
    ["parallel sums of two widths", () => nn.parallel([body, nn.relu()], { combine: "add" }), [2, 3], "E339"],
    ["parallel without children", () => nn.parallel([]), [2, 3], "E339"],
    ["an ensemble with batch norm", () => nn.ensembleOf(nn.sequential(body, nn.batchNorm1d())), [2, 3], "E338"],
    ["an ensemble whose body flattens", () => nn.ensembleOf(nn.flatten()), [2, 3], "E339"],
    ["more numeric columns than there are", () => nn.periodicEmbedding({ columns: 4 }), [2, 3], "E330"],
    ["bins that do not ascend", () => nn.piecewiseLinearEmbedding([[0, 1, 1]]), [2, 1], "E311"],
    ["one edge", () => nn.piecewiseLinearEmbedding([[0]]), [2, 1], "E311"],
    ["a padding code outside the vocabulary", () => nn.embedding({ vocabulary: 3, padding: 3 }), [2], "E311"],
  ];
  it.each(refusals)("%s", (_, make, shape, code) => {
    expect(() => trace(make(), input("x", shape), "learn")).toThrow(expect.objectContaining({ code }));
  });

  it("says the layer, the sizes and what would fit", () => {
    const error = (): unknown => trace(nn.maxPool2d(5), input("x", [2, 3, 4, 4]), "learn");
    expect(error).toThrow("maxPool2d: a window of [5, 5] is larger than its input [2, 3, 4, 4]");
    const groups = (): unknown => trace(nn.groupNorm(4), input("x", [2, 6, 3]), "learn");
    expect(groups).toThrow("groupNorm: 6 channels do not divide into 4 groups (input [2, 6, 3])");
  });

  it.each([
    ["a size below its range", () => nn.conv2d({ kernel: 0 }), "an integer in [1, 1024]"],
    ["a size that is no integer", () => nn.maxPool1d({ kernel: 1.5 }), "an integer in [1, 1024]"],
    ["a list of another length", () => nn.conv2d({ stride: [1, 2, 3] }), "a list of 2"],
    ["a list for one axis", () => nn.conv1d({ kernel: [3, 3] }), "an integer in [1, 1024]"],
    ["a word that is none", () => nn.conv2d({ padding: "full" as "same" }), "same"],
    ["a rate of 1", () => nn.dropBlock2d(1), "[0, 0.95]"],
    ["no members", () => nn.ensembleOf(body, { members: 0 }), "[1, 1024]"],
  ] as const)("%s, naming the range", (_, make, expected) => {
    expect(make).toThrow(
      expect.objectContaining({ code: "E311", expected: expect.stringContaining(expected) as string }),
    );
  });
});

describe("quantileBins", () => {
  it("hold about equally many rows, equal edges once", () => {
    const x = Float32Array.from({ length: 300 }, (_, i) =>
      i % 3 === 0 ? i / 3 : i % 3 === 1 ? Math.floor(i / 150) : 7,
    );
    const [ramp, steps] = nn.quantileBins(x, 3, 4, 2);
    expect(ramp).toEqual([0, 24.75, 49.5, 74.25, 99]);
    expect(steps).toEqual([0, 0.5, 1]);
    expect(() => nn.quantileBins(x, 3)).toThrow(expect.objectContaining({ code: "E311" }));
  });
});
