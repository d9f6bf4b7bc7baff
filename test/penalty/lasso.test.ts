import { afterAll, describe, expect, it } from "vitest";
import { linear } from "../../src/nn/index.ts";
import { adagrad, adam, nadam, radam, rmsprop, sgd } from "../../src/optim/index.ts";
import { elasticNet } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose } from "../support/close.ts";
import { allRows, linearTable, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const [ROWS, WIDTH] = [48, 6];
const data = linearTable(ROWS, WIDTH, 0.5);
const [LAMBDA1, LAMBDA2] = [0.35, 0.25];

/** The minimum of mean (y − X w)² + λ₁ Σ|w| + ½ λ₂ Σw², by coordinate descent in float64. */
function minimum(): number[] {
  const w = new Array<number>(WIDTH).fill(0);
  const x = (row: number, j: number): number => data.x[row * WIDTH + j]!;
  const mean = (f: (row: number) => number): number =>
    Array.from({ length: ROWS }, (_, row) => f(row)).reduce((a, b) => a + b, 0) / ROWS;
  const residual = (row: number, j: number): number =>
    data.y[row]! - w.reduce((total, weight, k) => (k === j ? total : total + weight * x(row, k)), 0);
  for (let sweep = 0; sweep < 200; sweep++)
    for (let j = 0; j < WIDTH; j++) {
      const pull = mean((row) => 2 * x(row, j) * residual(row, j));
      const size = Math.max(0, Math.abs(pull) - LAMBDA1) / (mean((row) => 2 * x(row, j) ** 2) + LAMBDA2);
      w[j] = Math.sign(pull) * size;
    }
  return w;
}

describe("training with elasticNet ends at the minimum of the penalized loss", () => {
  const expected = minimum();
  it("which has some zeros and some not", () => {
    expect(expected.filter((w) => w === 0).length).toBeGreaterThan(1);
    expect(expected.filter((w) => w !== 0).length).toBeGreaterThan(1);
  });

  it.each([
    ["without momentum", sgd({ learningRate: 0.05, momentum: 0 })],
    ["momentum", sgd({ learningRate: 0.01, momentum: 0.9 })],
    ["nesterov", sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true })],
    ["dampening", sgd({ learningRate: 0.05, momentum: 0.5, dampening: 0.5 })],
    ["dampened nesterov", sgd({ learningRate: 0.05, momentum: 0.5, dampening: 0.5, nesterov: true })],
    ["adam", adam({ learningRate: 0.003 })],
    ["nadam", nadam(0.003)],
    ["radam", radam(0.01)],
    ["adagrad", adagrad(0.1)],
    ["rmsprop", rmsprop(2e-3)],
    ["rmsprop, centered, momentum", rmsprop({ learningRate: 1e-4, momentum: 0.9, centered: true, epsilon: 0.1 })],
  ] as const)("%s", async (_, optimizer) => {
    const trainer = await trainerOf(runtime, {
      ...{ model: linear({ features: 1, bias: false }), input: [WIDTH], batchSize: ROWS, optimizer },
      penalties: [elasticNet({ l1: LAMBDA1, l2: LAMBDA2 })],
    });
    for (let step = 0; step < 1500; step++) await trainer.step(data, allRows(data));
    const weights = trainer.tensors()["weight"]!.data;
    expectClose(weights, expected, { relative: 1e-3, absolute: 1e-3 });
    expect([...weights].map((w) => w === 0)).toEqual(expected.map((w) => w === 0));
  });
});
