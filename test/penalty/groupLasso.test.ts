import { afterAll, describe, expect, it } from "vitest";
import { dropout, linear, relu, sequential } from "../../src/nn/index.ts";
import { adagrad, adam, constraint, nadam, radam, rmsprop, sgd } from "../../src/optim/index.ts";
import type { Optimizer } from "../../src/optim/define.ts";
import { groupLasso, l1, penalty } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Examples } from "../../src/train/score.ts";
import { abs, mul, sum } from "../../src/graph/index.ts";
import { expectClose } from "../support/close.ts";
import { allRows, hashOf, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const [ROWS, FEATURES, OUTPUTS, LAMBDA] = [48, 6, 3, 0.15];

/** Three outputs of the first two of six features, with noise. */
const data: Examples = (() => {
  const { x } = linearTable(ROWS, FEATURES);
  const noise = linearTable(ROWS, OUTPUTS, 0, 9).x;
  const y = Float32Array.from({ length: ROWS * OUTPUTS }, (_, i) => {
    const [row, output] = [Math.floor(i / OUTPUTS), i % OUTPUTS];
    return x[row * FEATURES]! * (output - 0.5) + 0.8 * x[row * FEATURES + 1]! + 0.5 * noise[i]!;
  });
  return { rows: ROWS, x, y };
})();

const index = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Gradient of mean (y − x W)², [features, outputs]. */
function gradientAt(w: readonly number[]): number[] {
  const errors = index(ROWS * OUTPUTS).map((i) => {
    const [row, output] = [Math.floor(i / OUTPUTS), i % OUTPUTS];
    const found = index(FEATURES).reduce((t, j) => t + data.x[row * FEATURES + j]! * w[j * OUTPUTS + output]!, 0);
    return found - data.y[i]!;
  });
  return index(FEATURES * OUTPUTS).map((k) => {
    const [feature, output] = [Math.floor(k / OUTPUTS), k % OUTPUTS];
    const total = index(ROWS).reduce(
      (t, row) => t + errors[row * OUTPUTS + output]! * data.x[row * FEATURES + feature]!,
      0,
    );
    return (2 * total) / (ROWS * OUTPUTS);
  });
}

/** The minimum of mean (y − x W)² + λ √outputs Σ ‖row‖, by proximal gradient steps in float64. */
function minimum(): number[] {
  let w = index(FEATURES * OUTPUTS).map(() => 0);
  const rate = 0.3;
  for (let step = 0; step < 3000; step++) {
    const slope = gradientAt(w);
    const moved = w.map((x, i) => x - rate * slope[i]!);
    w = moved.map((x, i) => {
      const row = moved.slice(i - (i % OUTPUTS), i - (i % OUTPUTS) + OUTPUTS);
      return x * Math.max(0, 1 - (rate * LAMBDA * Math.sqrt(OUTPUTS)) / Math.hypot(...row));
    });
  }
  return w;
}

describe("training with groupLasso ends at the minimum of the penalized loss", () => {
  const expected = minimum();
  const zeroRows = index(FEATURES).filter((row) =>
    expected.slice(row * OUTPUTS, (row + 1) * OUTPUTS).every((w) => w === 0),
  );
  it("which has whole rows of zeros and whole rows of others", () => {
    expect(zeroRows.length).toBeGreaterThanOrEqual(2);
    expect(expected.filter((w) => w !== 0).length).toBe((FEATURES - zeroRows.length) * OUTPUTS);
    expect(zeroRows.length).toBeLessThan(5);
  });

  const optimizers: readonly (readonly [string, Optimizer])[] = [
    ["sgd without momentum", sgd({ learningRate: 0.1, momentum: 0 })],
    ["sgd", sgd({ learningRate: 0.02 })],
    ["sgd, nesterov", sgd({ learningRate: 0.02, nesterov: true })],
    ["adam", adam(0.003)],
    ["nadam", nadam(0.003)],
    ["radam", radam(0.01)],
    ["adagrad", adagrad(0.1)],
    ["rmsprop", rmsprop(2e-3)],
    ["rmsprop, momentum", rmsprop({ learningRate: 2e-4, momentum: 0.9 })],
  ];
  it.each(optimizers)("%s", async (_, optimizer) => {
    const trainer = await trainerOf(runtime, {
      ...{ model: linear({ features: OUTPUTS, bias: false }), input: [FEATURES], outputs: OUTPUTS, batchSize: ROWS },
      ...{ optimizer, penalties: [groupLasso(LAMBDA)] },
    });
    for (let step = 0; step < 2000; step++) await trainer.step(data, allRows(data));
    const weight = trainer.tensors()["weight"]!;
    expectClose(weight.data, expected, { relative: 3e-3, absolute: 3e-3 });
    expect(groupLasso.dropped(weight)).toEqual(zeroRows);
  });
});

describe("groupLasso", () => {
  it("drops the features of a network that play no part, and names them", async () => {
    const wide = linearTable(256, 8);
    const model = sequential(linear(16), relu(), dropout(0.1), linear(1));
    const trainer = await trainerOf(runtime, {
      model,
      input: [8],
      penalties: [groupLasso(0.05)],
      optimizer: adam(0.01),
    });
    await train(trainer, wide, 600);
    const names = ["signal", "other signal", "a", "b", "c", "d", "e", "f"];
    expect(groupLasso.dropped(trainer.tensors()["0.weight"]!, names)).toEqual(names.slice(2));
    expect(groupLasso.dropped(trainer.tensors()["3.weight"]!)).toEqual([]);
    // What is dropped is not looked at: any numbers there change no prediction.
    const changed = wide.x.map((x, i) => (i % 8 < 2 ? x : 1000 * x));
    expect(await trainer.predict(changed, 256)).toEqual(await trainer.predict(wide.x, 256));
  });

  it("acts on the first weight that the model asks for, though a later one is larger, or on the one named", async () => {
    const [n, d] = [linearTable(64, 4), { model: sequential(linear(3), relu(), linear(6000), relu(), linear(1)) }];
    const zerosOf = async (on?: { readonly named: string }): Promise<string[]> => {
      const trainer = await trainerOf(runtime, {
        ...d,
        penalties: [groupLasso(10, on)],
        optimizer: sgd({ learningRate: 1, momentum: 0 }),
        clipNorm: 1e-6,
      });
      expect(Object.keys(trainer.strengths())).toEqual(["penalty.groupLasso.strength"]);
      await train(trainer, n, 2);
      return ["0.weight", "2.weight", "4.weight"].filter((name) => trainer.tensors()[name]!.data.every((w) => w === 0));
    };
    expect(await zerosOf()).toEqual(["0.weight"]);
    expect(await zerosOf({ named: "2.weight" })).toEqual(["2.weight"]);
  });

  it("costs λ √units Σ ‖row‖, follows its strength, and constraints hold after it", async () => {
    const trainer = await trainerOf(runtime, { penalties: [groupLasso(0.5)], constraints: [constraint.maxNorm(0.1)] });
    const { data: w } = trainer.tensors()["0.weight"]!;
    const rows = index(4).map((row) => Math.hypot(...w.subarray(row * 8, row * 8 + 8)));
    const cost = 0.5 * Math.sqrt(8) * rows.reduce((a, b) => a + b, 0);
    expectClose([(await trainer.penaltyCosts())["groupLasso"]!], [cost], { relative: 1e-5, absolute: 0 });
    trainer.setStrength("penalty.groupLasso.strength", 0);
    const free = await trainerOf(runtime, { constraints: [constraint.maxNorm(0.1)] });
    for (const t of [trainer, free]) await train(t, linearTable(64, 4), 3);
    expect(hashOf(trainer)).toBe(hashOf(free));
  });

  it("refuses what it cannot act on", async () => {
    const code = (expected: string) => expect.objectContaining({ code: expected });
    const centered = { optimizer: rmsprop({ centered: true }), penalties: [groupLasso()] };
    await expect(trainerOf(runtime, centered)).rejects.toThrow(code("E311"));
    await expect(trainerOf(runtime, { penalties: [groupLasso(0.1, { named: "0.wight" })] })).rejects.toThrow(
      code("E310"),
    );
    await expect(trainerOf(runtime, { penalties: [groupLasso(0.1, { named: "0.bias" })] })).rejects.toThrow(
      code("E330"),
    );
    expect(() => groupLasso.dropped({ shape: [3], data: new Float32Array(3) })).toThrow(code("E330"));
    expect(() => l1(0.1, "first")).toThrow(code("E311"));
  });
});

describe("a penalty of one's own", () => {
  it("may act on one parameter", async () => {
    const named = penalty("pull", (w) => mul(0.1, sum(abs(w))), { named: "2.weight" });
    const trainer = await trainerOf(runtime, { penalties: [named] });
    const total = trainer.tensors()["2.weight"]!.data.reduce((t, w) => t + Math.abs(w), 0);
    expectClose([(await trainer.penaltyCosts())["pull"]!], [0.1 * total], { relative: 1e-5, absolute: 0 });
  });
});
