import { afterAll, describe, expect, it } from "vitest";
import { evaluate, input, mul, sigmoid, square, sub, sum, type Value } from "../../src/graph/index.ts";
import { batchNorm1d, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam, sgd } from "../../src/optim/index.ts";
import type { Penalty } from "../../src/penalty/define.ts";
import { elasticNet, l1, l2, penalty } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { expectClose } from "../support/close.ts";
import { hashOf, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);
const still = sgd({ learningRate: 0.1, momentum: 0 });

const isWeight = (trainer: Trainer, name: string): boolean =>
  trainer.layout.parameters.some((place) => place.name === name && place.role === "weight");
const parametersOf = (trainer: Trainer, weightsOnly: boolean): number[] =>
  Object.entries(trainer.tensors())
    .filter(([name]) => trainer.layout.parameters.some((place) => place.name === name))
    .filter(([name]) => !weightsOnly || isWeight(trainer, name))
    .flatMap(([, { data: numbers }]) => [...numbers]);
const total = (numbers: readonly number[], f: (w: number) => number): number =>
  numbers.reduce((sumSoFar, w) => sumSoFar + f(w), 0);

describe("costs", () => {
  const byHand: readonly (readonly [Penalty, (w: number) => number])[] = [
    [l1(0.3), (w) => 0.3 * Math.abs(w)],
    [l2(0.2), (w) => 0.1 * w * w],
    [elasticNet({ l1: 0.3, l2: 0.2 }), (w) => 0.3 * Math.abs(w) + 0.1 * w * w],
    [penalty("nearOne", (w) => mul(0.5, sum(square(sub(w, 1))))), (w) => 0.5 * (w - 1) ** 2],
    [l1(0.3, "all"), (w) => 0.3 * Math.abs(w)],
    [penalty("nearOne", (w) => mul(0.5, sum(square(sub(w, 1)))), "all"), (w) => 0.5 * (w - 1) ** 2],
  ];

  it("are what the formula says, over weights or over all, and two of one name stay apart", async () => {
    const model = sequential(linear(5), batchNorm1d(), relu(), linear(1));
    const trainer = await trainerOf(runtime, { model, penalties: byHand.map(([p]) => p) });
    await train(trainer, data, 2);
    const costs = await trainer.penaltyCosts();
    expect(Object.keys(costs)).toEqual(["l1", "l2", "elasticNet", "nearOne", "l1#2", "nearOne#2"]);
    const expected = byHand.map(([p, cost]) => total(parametersOf(trainer, p.on === "weights"), cost));
    expectClose(Object.values(costs), expected, { relative: 1e-5, absolute: 1e-6 });
    expect(expected[4]! - expected[0]!).toBeGreaterThan(0.1);
  });

  it("are none without penalties", async () => {
    expect(await (await trainerOf(runtime)).penaltyCosts()).toEqual({});
  });

  it("are zero where there is nothing to act on", async () => {
    const model = sequential(batchNorm1d());
    const trainer = await trainerOf(runtime, { model, outputs: 4, penalties: [l2(1), penalty("p", (w) => sum(w))] });
    expect(await trainer.penaltyCosts()).toEqual({ l2: 0, p: 0 });
    await trainer.step({ rows: 16, x: data.x.subarray(0, 64), y: data.x.subarray(0, 64) }, Int32Array.of(0, 1, 2));
  });
});

/** Change of each parameter in one step that the penalties alone make, divided by −learning rate: their gradient. */
async function gradientOf(penalties: readonly Penalty[]): Promise<Map<string, number[]>> {
  const model = sequential(linear(3), batchNorm1d(), linear(1));
  const [plain, penalized] = [
    await trainerOf(runtime, { model, optimizer: still }),
    await trainerOf(runtime, { model, optimizer: still, penalties }),
  ];
  for (const trainer of [plain, penalized]) await train(trainer, data, 1);
  const [a, b] = [plain.tensors(), penalized.tensors()];
  const names = plain.layout.parameters.map((place) => place.name);
  return new Map(names.map((name) => [name, [...a[name]!.data].map((w, i) => (w - b[name]!.data[i]!) / 0.1)]));
}

describe("gradients", () => {
  const cost = (w: Value): Value => mul(0.7, sum(sigmoid(mul(3, w))));

  it("of a penalty of one's own are those of its cost, by differences", async () => {
    const initial = (await trainerOf(runtime, { model: sequential(linear(3), batchNorm1d(), linear(1)) })).tensors();
    const found = await gradientOf([penalty("mine", cost)]);
    const value = (w: number): number => evaluate([cost(input("w", []))], { w: [w] })[0]!.data[0]!;
    for (const name of ["0.weight", "2.weight"]) {
      const expected = [...initial[name]!.data].map((w) => (value(w + 1e-5) - value(w - 1e-5)) / 2e-5);
      expectClose(found.get(name)!, expected, { relative: 1e-4, absolute: 1e-5 }, name);
    }
  });

  it("reach weights only, unless told all", async () => {
    for (const make of [(on: "weights" | "all") => l2(1, on), (on: "weights" | "all") => penalty("mine", cost, on)]) {
      const weights = await gradientOf([make("weights")]);
      const all = await gradientOf([make("all")]);
      for (const [name, gradient] of weights) {
        const reached = Math.max(...gradient.map(Math.abs)) > 1e-3;
        expect(reached, name).toBe(name.endsWith("weight") && !name.startsWith("1."));
      }
      // A batch norm's first shift is 0, where L2 has no pull.
      for (const [name, gradient] of all)
        if (name !== "1.bias") expect(Math.max(...gradient.map(Math.abs)), name).toBeGreaterThan(1e-3);
    }
  });

  it("of penalties that the kernel applies are those of their costs in the program", async () => {
    const inProgram = (p: Penalty): Penalty => ({ ...p, kernel: undefined });
    for (const p of [l2(0.3), elasticNet({ l1: 0, l2: 0.3 }), l2(0.3, "all")]) {
      const [kernel, program] = [await gradientOf([p]), await gradientOf([inProgram(p)])];
      for (const [name, gradient] of kernel)
        expectClose(gradient, program.get(name)!, { relative: 1e-4, absolute: 2e-6 }, name);
    }
  });
});

describe("l2", () => {
  it("is the optimizer's own l2, bit for bit", async () => {
    const strength = 2 ** -6;
    for (const make of [sgd, adam]) {
      const byPenalty = await trainerOf(runtime, { penalties: [l2(strength)], optimizer: make(0.05) });
      const byOptimizer = await trainerOf(runtime, { optimizer: make({ learningRate: 0.05, l2: strength }) });
      const neither = await trainerOf(runtime, { optimizer: make(0.05) });
      for (const trainer of [byPenalty, byOptimizer, neither]) await train(trainer, data, 20);
      expect(hashOf(byPenalty)).toBe(hashOf(byOptimizer));
      expect(hashOf(byPenalty)).not.toBe(hashOf(neither));
    }
  });

  it("twice acts as the sum", async () => {
    const twice = await trainerOf(runtime, { penalties: [l2(0.25), l2(0.5)] });
    const once = await trainerOf(runtime, { penalties: [l2(0.75)] });
    for (const trainer of [twice, once]) await train(trainer, data, 5);
    expect(hashOf(twice)).toBe(hashOf(once));
  });
});

describe("l1", () => {
  const wide = linearTable(256, 10);
  const trained = async (penalties: readonly Penalty[], optimizer = sgd(0.02)): Promise<Trainer> => {
    const trainer = await trainerOf(runtime, { model: linear(1), input: [10], penalties, optimizer });
    await train(trainer, wide, 300);
    return trainer;
  };
  const weightsOf = (trainer: Trainer): number[] => [...trainer.tensors()["weight"]!.data];

  it.each([
    ["sgd", sgd(0.02)],
    ["adam", adam(0.01)],
  ] as const)("gives exact zeros on what is irrelevant and counts them, under %s", async (_, optimizer) => {
    const trainer = await trained([l1(0.1)], optimizer);
    const weights = weightsOf(trainer);
    expect(weights.slice(2)).toEqual(new Array(8).fill(0));
    expect(weights[0]!).toBeGreaterThan(0.8);
    expect(weights[1]!).toBeLessThan(-0.3);
    expect(trainer.zeros()).toEqual({ zero: 8, weights: 10 });
  });

  it("by its subgradient gives none: why it is a proximal step", async () => {
    const trainer = await trained([{ ...l1(0.1), kernel: undefined }]);
    expect(trainer.zeros().zero).toBe(0);
    expect(Math.max(...weightsOf(trainer).slice(2).map(Math.abs))).toBeLessThan(0.05);
  });

  it("is elasticNet without l2", async () => {
    expect(hashOf(await trained([elasticNet({ l1: 0.125, l2: 0 })]))).toBe(hashOf(await trained([l1(0.125)])));
  });
});

describe("what penalties refuse", () => {
  it.each([
    ["elasticNet with one strength: the other is not switched on silently", () => elasticNet({ l1: 0.1 }), "E311"],
    ["a negative strength", () => l2(-1), "E311"],
    ["an unknown setting", () => l1({ lambda: 1 } as never), "E310"],
    ["a single number for elasticNet", () => elasticNet(0.1), "E310"],
  ] as const)("%s", (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});
