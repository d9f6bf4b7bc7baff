import { afterAll, describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  constant,
  div,
  evaluate,
  gradient,
  input,
  mean,
  mul,
  softmax,
  sum,
  type Value,
} from "../../src/graph/index.ts";
import type { Loss, LossFactory } from "../../src/loss/define.ts";
import * as losses from "../../src/loss/index.ts";
import {
  bceWithLogits,
  confidencePenalty,
  crossEntropy,
  distillation,
  focal,
  generalizedCrossEntropy,
  huber,
  mse,
  rDrop,
  sigmoidFocal,
} from "../../src/loss/index.ts";
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
  readonly gamma?: number;
  readonly alpha?: number;
  readonly q?: number;
  readonly strength?: number;
  readonly temperature?: number;
  /** The loss that `rDrop` is of. */
  readonly of?: string;
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

const cases = ["losses", "losses2"].flatMap((name) => torch<{ cases: Case[] }>(name).cases);
const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const makers: Readonly<Record<string, (config: Config) => Loss>> = {
  mse: () => mse(),
  huber: ({ delta }) => huber(delta!),
  crossEntropy: ({ labelSmoothing, weight = [] }) => crossEntropy({ labelSmoothing, classWeights: weight }),
  bceWithLogits: ({ posWeight = [] }) => bceWithLogits({ positiveWeight: posWeight }),
  focal: ({ gamma, weight = [] }) => focal({ gamma, classWeights: weight }),
  sigmoidFocal: ({ gamma, alpha }) => sigmoidFocal({ gamma, alpha }),
  generalizedCrossEntropy: ({ q }) => generalizedCrossEntropy(q),
  confidencePenalty: ({ strength }) => confidencePenalty(strength),
  distillation: ({ temperature, alpha }) => distillation({ temperature, alpha }),
  rDrop: ({ of, alpha }) => rDrop(makers[of!]!({}), alpha),
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
  const given = { prediction: exact(c.prediction), target: targets(c) };
  const rowCount = c.none.shape[0]!;
  const prediction = input("prediction", shape);
  const target = input("target", [rowCount, given.target.length / rowCount]);
  const loss = makers[c.loss]!(c.config);
  const rows = loss.rows(prediction, target, "learn", strengthInputs);
  const weights = loss.weights(target, strengthInputs);
  const value = weights === undefined ? mean(rows) : div(sum(rows), sum(weights));
  const outputs = { rows, value, gradient: gradient(value, [prediction])[0]! };
  return engine(outputs, given);
}

/** Means of PyTorch's entries over the columns: our loss of a row. */
function rowsOf({ none }: Case): number[] {
  const columns = none.data.length / none.shape[0]!;
  return Array.from({ length: none.shape[0]! }, (_, row) => {
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

/** Members that make a loss by themselves; the others make one of another. */
const factories = Object.values(losses).filter(
  (make): make is LossFactory & typeof mse => "definition" in make && "target" in make.definition,
);

/** Distillation multiplies a difference of two logarithms, with float32's rounding of each, by T². */
const softness = ({ config: { temperature = 1 } }: Case): number => temperature ** 2;

describe("losses are PyTorch's", () => {
  it("every loss of the library has cases", () => {
    expect(new Set(cases.map((c) => c.loss))).toEqual(
      new Set([...factories.map(({ definition }) => definition.name), "rDrop"]),
    );
  });
  it.each(cases.map((c) => [c.name, c] as const))("%s in float64", (_, c) =>
    compare(reference, c, { relative: 2e-6, absolute: 2e-7 }),
  );
  it.each(cases.map((c) => [c.name, c] as const))("%s on the runtime", (_, c) =>
    compare(onRuntime(runtime), c, { relative: 5e-6, absolute: 5e-7 * softness(c) }),
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
    for (const make of factories) {
      const loss: Loss = make();
      const z = [-700, 0.5, 700, 1, 1, 1];
      const head = evaluate([loss.head(input("z", [2, 3]))], { z })[0]!.data;
      if (loss.target === "values") expect([...head]).toEqual(z);
      else expect(head.every((p) => p >= 0 && p <= 1)).toBe(true);
      if (loss.target === "classes")
        expectClose(head.slice(3), [1 / 3, 1 / 3, 1 / 3], { relative: 1e-12, absolute: 0 });
    }
  });
});

describe("mixup and CutMix", () => {
  it.each([
    ["crossEntropy", crossEntropy(0.1)],
    ["bceWithLogits", bceWithLogits(0.1)],
    ["focal", focal()],
    ["sigmoidFocal", sigmoidFocal()],
    ["generalizedCrossEntropy", generalizedCrossEntropy()],
    ["confidencePenalty", confidencePenalty()],
  ] as const)("%s of mixed targets is the mix of the losses of both", (_, loss) => {
    const weight = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(logits, softRow, softRow, weight, (z, a, b, share) => {
        const mixed = a.map((x, i) => share * x + (1 - share) * b[i]!);
        const [ofA, ofB, ofMixed] = [a, b, mixed].map((y) => rowLoss(loss, z, y, "learn"));
        expect(ofMixed).toBeCloseTo(share * ofA! + (1 - share) * ofB!, 8);
      }),
      { numRuns: 50 },
    );
  });
});

describe("limits", () => {
  const near = { relative: 1e-9, absolute: 1e-9 };
  const both = (a: Loss, b: Loss, tolerance: Tolerance, mode: "learn" | "infer" = "learn"): void =>
    fc.assert(
      fc.property(logits, softRow, (z, y) => {
        expectClose([rowLoss(a, z, y, mode)], [rowLoss(b, z, y, mode)], tolerance);
      }),
      { numRuns: 50 },
    );
  it("focal without focus is crossEntropy", () => both(focal(0), crossEntropy(), near));
  it("sigmoidFocal without focus, at α = ½, is half of bceWithLogits", () => {
    const half = bceWithLogits();
    const scaled: Loss = { ...half, rows: (...given) => mul(0.5, half.rows(...given)) };
    both(sigmoidFocal({ gamma: 0, alpha: 0.5 }), scaled, near);
  });
  it("confidencePenalty is crossEntropy when scored, and at β = 0", () => {
    both(confidencePenalty(3), crossEntropy(), near, "infer");
    both(confidencePenalty(0), crossEntropy(), near);
  });
  it("generalizedCrossEntropy at q = 1 is half the absolute error of a hard target, and never more than 1/q", () => {
    fc.assert(
      fc.property(logits, (z) => {
        const p = evaluate([softmax(input("z", [1, 3]), -1)], { z })[0]!.data;
        const distance = Math.abs(1 - p[0]!) + p[1]! + p[2]!;
        expect(rowLoss(generalizedCrossEntropy(1), z, [1, 0, 0], "learn")).toBeCloseTo(distance / 2, 9);
        expect(rowLoss(generalizedCrossEntropy(0.2), z, [1, 0, 0], "learn")).toBeLessThanOrEqual(5);
      }),
      { numRuns: 50 },
    );
  });
});

describe("distillation", () => {
  const [truth, teacher] = [Float32Array.of(1, 0, 0, 0, 1, 0), Float32Array.of(2, 1, -1, 0.5, 3, 0)];
  it("puts the teacher's logits beside the classes of each row", () => {
    const rows = distillation.withTeacher(truth, { logits: teacher }, 3);
    expect([...rows]).toEqual([1, 0, 0, 2, 1, -1, 0, 1, 0, 0.5, 3, 0]);
  });

  it("takes probabilities as well: the loss is the same", () => {
    const probabilities = Float32Array.from(evaluate([softmax(input("z", [2, 3]), -1)], { z: teacher })[0]!.data);
    const z = [0.3, -1, 2, 1, 1, -0.5];
    const [byLogits, byProbabilities] = [{ logits: teacher }, { probabilities }].map((given) => {
      const y = distillation.withTeacher(truth, given, 3);
      const rows = distillation().rows(input("z", [2, 3]), input("y", [2, 6]), "learn", strengthInputs);
      return evaluate([rows], { z, y })[0]!.data;
    });
    expectClose(byProbabilities!, byLogits!, { relative: 1e-6, absolute: 1e-7 });
  });

  it("is least at the teacher's own logits when the teacher has all the say", () => {
    fc.assert(
      fc.property(logits, logits, fc.double({ min: 0.5, max: 20, noNaN: true }), (z, t, temperature) => {
        const at = (p: readonly number[]): number => {
          const [prediction, target] = [input("z", [1, 3]), input("y", [1, 6])];
          const rows = distillation({ temperature, alpha: 1 }).rows(prediction, target, "learn", strengthInputs);
          return evaluate([rows], { z: p, y: [1, 0, 0, ...t] })[0]!.data[0]!;
        };
        expect(at(t.map((v) => v + 7))).toBeCloseTo(0, 8);
        expect(at(z)).toBeGreaterThanOrEqual(-1e-9);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what losses refuse", () => {
  it.each([
    ["an unknown setting", () => crossEntropy({ smoothing: 0.1 } as never), "E310"],
    ["a negative weight", () => crossEntropy({ classWeights: [1, -1] }), "E311"],
    ["smoothing above 0.9", () => bceWithLogits(0.95), "E311"],
    ["a delta of zero", () => huber(0), "E311"],
    ["a q of zero", () => generalizedCrossEntropy(0), "E311"],
    ["a negative α", () => rDrop(mse(), -1), "E311"],
    ["a temperature of zero", () => distillation(0), "E311"],
  ] as const)("%s", (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});
