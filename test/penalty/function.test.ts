import { afterAll, describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import { constant, evaluate, input, type Value } from "../../src/graph/index.ts";
import { bceWithLogits, mse, rDrop } from "../../src/loss/index.ts";
import {
  activityPenalty,
  avgPool2d,
  batchNorm1d,
  conv2d,
  dropout,
  flatten,
  gelu,
  layerNorm,
  linear,
  maxPool2d,
  relu,
  sequential,
  tanh,
} from "../../src/nn/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { trace } from "../../src/nn/trace.ts";
import { sgd } from "../../src/optim/index.ts";
import type { FunctionPenalty } from "../../src/penalty/function.ts";
import { gradientPenalty, jacobianPenalty, l2, orthogonal } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { TrainerOptions } from "../../src/train/interface.ts";
import { expectClose } from "../support/close.ts";
import { expectDifferences } from "../support/differences.ts";
import { drawInputs } from "../support/layer.ts";
import { hashOf, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);
const strength = (_: string, value: number): Value => constant(value);
const normals = (length: number, seed = 1): Float64Array => {
  const random = randomOf(fold(keyOf(seed), "normals"));
  return Float64Array.from({ length }, () => random.normal());
};

interface Built {
  readonly cost: Value;
  readonly given: Record<string, ArrayLike<number>>;
  readonly parameters: readonly Value[];
}

/** The cost of a penalty on a model of so many outputs, with random numbers for all that it needs. */
function build(penalty: FunctionPenalty, model: Module, shape: readonly number[], outputs: number): Built {
  const [x, target] = [input("x", shape), input("y", [shape[0]!, outputs])];
  const traced = trace(model, x, "learn");
  const rows = bceWithLogits().rows(traced.output, target, "learn", strength);
  let noises = 0;
  const normal = (of: readonly number[]): Value => input(`noise${noises++}`, of);
  const cost = penalty.ofBatch({ x, prediction: traced.output, rows, normal }, strength);
  const size = shape.reduce((a, b) => a * b, 1);
  const given = {
    ...drawInputs(traced, keyOf(2)),
    x: normals(size),
    y: normals(shape[0]! * outputs, 3).map((v) => 1 / (1 + v * v)),
  };
  const drawn = Object.fromEntries(
    Array.from({ length: noises }, (_, i) => [`noise${i}`, normals(shape[0]! * outputs, 10 + i)]),
  );
  return { cost, given: { ...given, ...drawn }, parameters: traced.parameters.map(({ value }) => value) };
}

const models: readonly (readonly [string, Module, readonly number[]])[] = [
  ["linear", linear(2), [3, 4]],
  ["tanh and layer norm", sequential(linear(5), layerNorm(), tanh(), linear(2)), [3, 4]],
  ["relu and batch norm", sequential(linear(5), batchNorm1d(), relu(), linear(2)), [4, 3]],
  ["gelu and dropout", sequential(linear(5), gelu(), dropout(), linear(2)), [3, 4]],
  [
    "convolution and pools",
    sequential(
      conv2d({ features: 2, kernel: 3 }),
      tanh(),
      maxPool2d(2),
      avgPool2d({ kernel: 1 }),
      flatten(),
      linear(2),
    ),
    [2, 1, 6, 6],
  ],
];

describe("function penalties differentiate twice: gradients by the parameters are differences", () => {
  for (const penalty of [gradientPenalty(0.7), jacobianPenalty({ strength: 0.7, directions: 2 })])
    it.each(models)(`${penalty.name} of %s`, (_, model, shape) => {
      const { cost, given, parameters } = build(penalty, model, shape, 2);
      expect(cost.shape).toEqual([]);
      const entries = [0, 1, 2];
      const wanted = parameters.map((value) => ({
        value,
        entries: entries.slice(0, Math.min(3, given[nameOf(value)]!.length)),
      }));
      expectDifferences(cost, wanted, given);
    });
});

const nameOf = ({ node }: Value): string => String(node.attributes["name"]);

describe("gradientPenalty", () => {
  it("is ½ λ times the mean squared length of each row's own gradient, by differences", () => {
    const model = sequential(linear(5), tanh(), linear(2));
    const { cost, given } = build(gradientPenalty(0.6), model, [3, 4], 2);
    const [x, target] = [input("x", [3, 4]), input("y", [3, 2])];
    const rows = bceWithLogits().rows(trace(model, x, "learn").output, target, "learn", strength);
    const lossAt = (i: number, h: number): number => {
      const moved = Float64Array.from(given["x"]!);
      moved[i]! += h;
      return evaluate([rows], { ...given, x: moved })[0]!.data[Math.floor(i / 4)]!;
    };
    const squares = Array.from({ length: 12 }, (_, i) => ((lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5) ** 2);
    const expected = (0.5 * 0.6 * squares.reduce((a, b) => a + b, 0)) / 3;
    expectClose([evaluate([cost], given)[0]!.data[0]!], [expected], { relative: 1e-7, absolute: 0 });
  });
});

describe("jacobianPenalty", () => {
  it("is ½ λ ‖W‖² of a linear model, on average over directions", () => {
    const { cost, given } = build(jacobianPenalty({ strength: 1, directions: 64 }), linear(3), [200, 4], 3);
    const w = Array.from(given["parameter:weight"]!);
    const expected = 0.5 * w.reduce((total, x) => total + x * x, 0);
    // 12,800 directions whose estimates spread by less than their mean.
    expectClose([evaluate([cost], given)[0]!.data[0]!], [expected], { relative: 0.03, absolute: 0 });
  });

  it("of one linear output is l2, whatever the direction", async () => {
    const weights = async (penalties: TrainerOptions["penalties"]): Promise<Float32Array> => {
      const trainer = await trainerOf(runtime, { model: linear(1), penalties, optimizer: sgd(0.05) });
      await train(trainer, data, 20);
      return trainer.tensors()["weight"]!.data;
    };
    const [byJacobian, byL2] = [await weights([jacobianPenalty(0.5)]), await weights([l2(0.5)])];
    expectClose(byJacobian, byL2, { relative: 1e-5, absolute: 1e-6 });
  });

  it("draws other directions at each step, and the same for the same seed", async () => {
    const run = async (seed: number, n: number): Promise<string> => {
      const model = sequential(linear(6), tanh(), linear(3));
      const table = { ...data, y: linearTable(64, 3, 0, 8).x };
      const trainer = await trainerOf(runtime, {
        model,
        outputs: 3,
        penalties: [jacobianPenalty(1)],
        seed,
        optimizer: sgd(0.05),
      });
      await train(trainer, table, n);
      return hashOf(trainer);
    };
    expect(await run(1, 4)).toBe(await run(1, 4));
    expect(await run(1, 4)).not.toBe(await run(2, 4));
  });
});

describe("in the trainer", () => {
  const model = sequential(linear(16), tanh(), linear(1));
  const flatness = async (
    penalties: TrainerOptions["penalties"],
    given: Partial<TrainerOptions> = {},
  ): Promise<number> => {
    const trainer = await trainerOf(runtime, { model, penalties, optimizer: sgd(0.05), ...given });
    await train(trainer, data, 300);
    const h = 1e-2;
    const [up, down] = [1, -1].map((sign) => data.x.map((v, i) => (i % 4 === 0 ? v + sign * h : v)));
    const [above, below] = [await trainer.predict(up!, 64), await trainer.predict(down!, 64)];
    return above.reduce((total, v, i) => total + ((v - below[i]!) / (2 * h)) ** 2, 0) / 64;
  };

  it("they flatten the function, and add up with other penalties under names of their own", async () => {
    const free = await flatness([]);
    expect(await flatness([jacobianPenalty(1)])).toBeLessThan(0.5 * free);
    const careful = { optimizer: sgd(0.005) };
    expect(await flatness([gradientPenalty(10)], careful)).toBeLessThan(0.9 * (await flatness([], careful)));
    const trainer = await trainerOf(runtime, { penalties: [gradientPenalty(0.1), l2(0.1), gradientPenalty(0.2)] });
    expect(Object.keys(trainer.strengths())).toEqual([
      "penalty.gradientPenalty.strength",
      "penalty.l2.strength",
      "penalty.gradientPenalty#2.strength",
    ]);
    expect(Object.keys(await trainer.penaltyCosts())).toEqual(["l2"]);
    expect(await (await trainerOf(runtime, { penalties: [gradientPenalty()] })).penaltyCosts()).toEqual({});
  });

  it("at a strength of zero they are none, and they are in no loss", async () => {
    const off = await trainerOf(runtime, { model, penalties: [gradientPenalty(0), jacobianPenalty(0)] });
    const strong = await trainerOf(runtime, { model, penalties: [gradientPenalty(100), jacobianPenalty(100)] });
    const free = await trainerOf(runtime, { model });
    const [a, b, c] = [await train(off, data, 5), await train(strong, data, 1), await train(free, data, 5)];
    expectClose(a, c, { relative: 1e-5, absolute: 1e-7 });
    expectClose([b[0]!], [c[0]!], { relative: 1e-6, absolute: 0 });
    strong.load(free.tensors());
    expectClose([(await strong.score(data)).loss], [(await free.score(data)).loss], { relative: 1e-6, absolute: 0 });
  });

  it("they work with a loss of two passes", async () => {
    const twice = { model: sequential(linear(16), tanh(), dropout(0.2), linear(1)), loss: rDrop(mse()) };
    const [free, flat] = [await flatness([], twice), await flatness([jacobianPenalty(1), gradientPenalty(0.1)], twice)];
    expect(flat).toBeLessThan(0.6 * free);
  });
});

describe("activityPenalty", () => {
  const x = [1, -2, 0, 3, -0.5, 4];
  it.each([
    ["l1", "l1", (v: number) => Math.abs(v)],
    ["l2, half of Keras's", "l2", (v: number) => 0.5 * v * v],
  ] as const)("%s: λ Σ over units, averaged over rows; the activations pass", (_, size, of) => {
    const traced = trace(activityPenalty({ strength: 0.3, size }), input("x", [2, 3]), "learn");
    const [y, term] = evaluate([traced.output, traced.terms[0]!], { x, "strength:strength": [0.3] });
    expect([...y!.data]).toEqual(x);
    expect(term!.data[0]).toBeCloseTo((0.3 * x.reduce((total, v) => total + of(v), 0)) / 2, 12);
    for (const mode of ["infer", "sample"] as const)
      expect(trace(activityPenalty(), input("x", [2, 3]), mode).terms).toEqual([]);
  });

  it("joins the gradient, not the loss: on a linear layer it pulls as its formula says", async () => {
    const [plain, pulled] = await Promise.all(
      [[linear(1)], [linear(1), activityPenalty({ strength: 0.4, size: "l2" })]].map((layers) =>
        trainerOf(runtime, {
          model: sequential(...layers),
          optimizer: sgd({ learningRate: 0.1, momentum: 0 }),
          batchSize: 64,
        }),
      ),
    );
    const before = plain!.tensors();
    const rows = Int32Array.from({ length: 64 }, (_, i) => i);
    expectClose([await pulled!.step(data, rows)], [await plain!.step(data, rows)], { relative: 1e-6, absolute: 0 });
    const [w, b] = [before["0.weight"]!.data, before["0.bias"]!.data[0]!];
    const pull = Array.from({ length: 4 }, (_, j) => {
      const output = (row: number): number => b + w.reduce((t, v, k) => t + v * data.x[row * 4 + k]!, 0);
      return (0.4 * Array.from(rows, (row) => output(row) * data.x[row * 4 + j]!).reduce((s, v) => s + v, 0)) / 64;
    });
    const found = [...plain!.tensors()["0.weight"]!.data].map(
      (v, j) => (v - pulled!.tensors()["0.weight"]!.data[j]!) / 0.1,
    );
    expectClose(found, pull, { relative: 1e-3, absolute: 2e-6 });
  });

  it("makes activations sparse", async () => {
    const zeros = async (value: number): Promise<number> => {
      const trainer = await trainerOf(runtime, {
        model: sequential(linear(16), relu(), activityPenalty(value), linear(1)),
        optimizer: sgd(0.05),
      });
      await train(trainer, data, 300);
      const [w, b] = [trainer.tensors()["0.weight"]!.data, trainer.tensors()["0.bias"]!.data];
      const at = (row: number, unit: number): number =>
        b[unit]! + [0, 1, 2, 3].reduce((t, k) => t + data.x[row * 4 + k]! * w[k * 16 + unit]!, 0);
      return Array.from({ length: 64 * 16 }, (_, i) => at(i >> 4, i & 15)).filter((v) => v <= 0).length / (64 * 16);
    };
    expect(await zeros(0.05)).toBeGreaterThan((await zeros(0)) + 0.1);
  });
});

/** Keras 3's OrthogonalRegularizer over the vectors, in float64. */
function kerasOrthogonal(vectors: readonly (readonly number[])[], factor: number): number {
  const unit = vectors.map((v) => v.map((x) => x / Math.max(Math.hypot(...v), 1e-6)));
  const pairs = unit.flatMap((a, i) =>
    unit.flatMap((b, j) => (i === j ? [] : [Math.abs(a.reduce((t, x, k) => t + x * b[k]!, 0))])),
  );
  return (factor * 0.5 * pairs.reduce((a, b) => a + b, 0)) / ((vectors.length * (vectors.length - 1)) / 2);
}

describe("orthogonal", () => {
  const costOf = (between: "units" | "inputs", shape: readonly number[]): { cost: Value; w: Value } => {
    const w = input("w", shape);
    return { w, cost: orthogonal({ strength: 0.3, between }).cost(w, strength) };
  };
  const w = [...normals(12)];
  const columns = [0, 1, 2].map((unit) => w.filter((_, i) => i % 3 === unit));
  const rows = [0, 1, 2, 3].map((row) => w.slice(3 * row, 3 * row + 3));

  it.each([
    ["columns of [in, units]", "units", [4, 3], columns],
    ["rows of [in, units]", "inputs", [4, 3], rows],
    ["filters of [units, in, width]", "units", [4, 3, 1], rows],
  ] as const)("is Keras's over %s", (_, between, shape, vectors) => {
    const { cost, w: value } = costOf(between, shape);
    expect(evaluate([cost], { w })[0]!.data[0]).toBeCloseTo(kerasOrthogonal(vectors, 0.3), 12);
    expectDifferences(cost, [{ value }], { w });
  });

  it("is zero for orthogonal units, λ for parallel ones, and has a gradient at a unit of zeros", async () => {
    const at = (matrix: readonly number[]): number =>
      evaluate([costOf("units", [2, 2]).cost], { w: matrix })[0]!.data[0]!;
    expect(at([3, 0, 0, 2])).toBe(0);
    expect(at([1, -2, 1, -2])).toBeCloseTo(0.3, 12);
    const trainer = await trainerOf(runtime, { penalties: [orthogonal(1)] });
    const tensors = trainer.tensors();
    trainer.load({
      ...tensors,
      "0.weight": { ...tensors["0.weight"]!, data: tensors["0.weight"]!.data.map((v, i) => (i % 8 === 0 ? 0 : v)) },
    });
    await train(trainer, data, 3);
    expect(trainer.tensors()["0.weight"]!.data.every(Number.isFinite)).toBe(true);
  });

  it("says nothing of vectors and single units", () => {
    for (const shape of [[12], [12, 1]]) expect(evaluate([costOf("units", shape).cost], { w })[0]!.data[0]).toBe(0);
  });

  it("turns units apart while training", async () => {
    const cosines = async (penalties: TrainerOptions["penalties"]): Promise<number> => {
      const trainer = await trainerOf(runtime, {
        model: sequential(linear(4), relu(), linear(1)),
        penalties,
        optimizer: sgd(0.05),
      });
      await train(trainer, data, 200);
      const { data: m } = trainer.tensors()["0.weight"]!;
      return kerasOrthogonal(
        [0, 1, 2, 3].map((unit) => [...m].filter((_, i) => i % 4 === unit)),
        1,
      );
    };
    expect(await cosines([orthogonal(1)])).toBeLessThan(0.3 * (await cosines([])));
  });
});
