import { afterAll, describe, expect, it } from "vitest";
import fc from "fast-check";
import { constant, div, evaluate, gradient, input, mean, sum, type Value } from "../../src/graph/index.ts";
import type { Loss, LossFactory } from "../../src/loss/define.ts";
import * as losses from "../../src/loss/index.ts";
import { bceWithLogits, crossEntropy, huber, mse } from "../../src/loss/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { type Engine, onRuntime, reference } from "../support/engines.ts";
import { exact, type Tensor, torch } from "../support/fixtures.ts";

interface Config {
  readonly delta?: number;
  readonly labelSmoothing?: number;
  readonly target?: "classes" | "probabilities";
  readonly weight?: readonly number[];
  readonly posWeight?: readonly number[];
}
interface Case {
  readonly name: string;
  readonly loss: string;
  readonly config: Config;
  readonly prediction: Tensor;
  readonly target: Tensor;
  readonly mean: number;
  readonly none: Tensor;
  readonly gradient: Tensor;
}

const { cases } = torch<{ cases: Case[] }>("losses");
const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const makers: Readonly<Record<string, (config: Config) => Loss>> = {
  mse: () => mse(),
  huber: ({ delta }) => huber(delta!),
  crossEntropy: ({ labelSmoothing, weight = [] }) => crossEntropy({ labelSmoothing, classWeights: weight }),
  bceWithLogits: ({ posWeight = [] }) => bceWithLogits({ positiveWeight: posWeight }),
};

const strengthInputs = (_: string, value: number): Value => constant(value);
const columnsOf = ({ shape }: Tensor): number => shape[1] ?? 1;

/** Class indices as one-hot rows, which our losses take; everything else as it is. */
function targets({ config, prediction, target }: Case): Float32Array {
  if (config.target !== "classes") return exact(target);
  const classes = columnsOf(prediction);
  const out = new Float32Array(target.data.length * classes);
  for (const [row, k] of target.data.entries()) out[row * classes + k] = 1;
  return out;
}

async function run(engine: Engine, c: Case) {
  const shape = [c.prediction.shape[0]!, columnsOf(c.prediction)];
  const [prediction, target] = [input("prediction", shape), input("target", shape)];
  const loss = makers[c.loss]!(c.config);
  const rows = loss.rows(prediction, target, "learn", strengthInputs);
  const weights = loss.weights(target, strengthInputs);
  const value = weights === undefined ? mean(rows) : div(sum(rows), sum(weights));
  const outputs = { rows, value, gradient: gradient(value, [prediction])[0]! };
  return engine(outputs, { prediction: exact(c.prediction), target: targets(c) });
}

/** Means of PyTorch's entries over the columns: our loss of a row. */
function rowsOf({ none, prediction }: Case): number[] {
  const columns = none.data.length / prediction.shape[0]!;
  return Array.from({ length: prediction.shape[0]! }, (_, row) => {
    const own = none.data.slice(row * columns, (row + 1) * columns);
    return own.reduce((a, b) => a + b, 0) / columns;
  });
}

/**
 * PyTorch divides by Σ weights when targets are classes and by the rows when they are probabilities; we divide by
 * Σ weights in both, so that a one-hot row and its class agree.
 */
function scaleOf(c: Case): number {
  const { weight } = c.config;
  if (weight === undefined || c.config.target !== "probabilities") return 1;
  const total = exact(c.target).reduce((sumSoFar, share, i) => sumSoFar + share * weight[i % weight.length]!, 0);
  return c.prediction.shape[0]! / total;
}

async function compare(engine: Engine, c: Case, tolerance: Tolerance): Promise<void> {
  const found = await run(engine, c);
  const scale = scaleOf(c);
  expectClose(found["rows"]!.data, rowsOf(c), tolerance, "rows");
  expectClose(found["value"]!.data, [c.mean * scale], tolerance, "mean");
  const gradients = c.gradient.data.map((g) => g * scale);
  expectClose(found["gradient"]!.data, gradients, tolerance, "gradient");
}

describe("losses are PyTorch's", () => {
  it("every loss of the library has cases", () => {
    expect(new Set(cases.map((c) => c.loss))).toEqual(new Set(Object.keys(losses)));
  });
  it.each(cases.map((c) => [c.name, c] as const))("%s in float64", (_, c) =>
    compare(reference, c, { relative: 2e-6, absolute: 2e-7 }),
  );
  it.each(cases.map((c) => [c.name, c] as const))("%s on the runtime", (_, c) =>
    compare(onRuntime(runtime), c, { relative: 5e-6, absolute: 5e-7 }),
  );
});

const softRow = fc
  .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((shares) => shares.map((share) => share / shares.reduce((a, b) => a + b, 0)));
const logits = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 3, maxLength: 3 });

function rowLoss(loss: Loss, z: readonly number[], y: readonly number[], mode: "learn" | "infer"): number {
  const [prediction, target] = [input("z", [1, 3]), input("y", [1, 3])];
  return evaluate([loss.rows(prediction, target, mode, strengthInputs)], { z, y })[0]!.data[0]!;
}

describe("label smoothing", () => {
  it.each([
    ["crossEntropy", crossEntropy],
    ["bceWithLogits", bceWithLogits],
  ] as const)("%s: in the learning loss, not in the scored one", (_, make) => {
    fc.assert(
      fc.property(logits, softRow, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (z, y, epsilon) => {
        const plain = rowLoss(make(0), z, y, "learn");
        expect(rowLoss(make(epsilon), z, y, "infer")).toBeCloseTo(plain, 10);
        const blurred = y.map(
          (share) => (1 - epsilon) * share + epsilon / (make.definition.target === "binary" ? 2 : 3),
        );
        expect(rowLoss(make(epsilon), z, y, "learn")).toBeCloseTo(rowLoss(make(0), z, blurred, "learn"), 8);
      }),
      { numRuns: 50 },
    );
  });
});

describe("heads", () => {
  it("give probabilities for classes and binary targets, and the values themselves otherwise", () => {
    for (const make of Object.values(losses) as LossFactory[]) {
      const loss = make();
      const z = [-700, 0.5, 700, 1, 1, 1];
      const head = evaluate([loss.head(input("z", [2, 3]))], { z })[0]!.data;
      if (loss.target === "values") expect([...head]).toEqual(z);
      else expect(head.every((p) => p >= 0 && p <= 1)).toBe(true);
      if (loss.target === "classes")
        expectClose(head.slice(3), [1 / 3, 1 / 3, 1 / 3], { relative: 1e-12, absolute: 0 });
    }
  });
});

describe("what losses refuse", () => {
  it.each([
    ["an unknown setting", () => crossEntropy({ smoothing: 0.1 } as never), "E310"],
    ["a negative weight", () => crossEntropy({ classWeights: [1, -1] }), "E311"],
    ["smoothing above 0.9", () => bceWithLogits(0.95), "E311"],
    ["a delta of zero", () => huber(0), "E311"],
  ] as const)("%s", (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});
