import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { keyOf, sizeOf } from "../../src/core/index.ts";
import { evaluate, gradient, input, mul, sum } from "../../src/graph/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { embeddingBag, textCnn } from "../../src/nn/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { type Engine, onRuntime, reference } from "../support/engines.ts";
import { exact, type Tensor, type Tensors, torch } from "../support/fixtures.ts";
import { differentiate, drawInputs } from "../support/layer.ts";

interface Outcome {
  readonly output: Tensor;
  readonly gradients: Tensors;
}
interface Case extends Outcome {
  readonly name: string;
  readonly layer: "embeddingBag" | "textCnn";
  readonly config: { readonly vocabulary: number; readonly features: number };
  readonly input: Tensor;
  readonly upstream: Tensor;
  readonly parameters: Tensors;
  readonly float64: Outcome;
}
const layers = { embeddingBag, textCnn };
const { cases } = torch<{ cases: Case[] }>("text");
const runtime = await createRuntime();
afterAll(() => runtime.dispose());

async function expectCase(engine: Engine, c: Case, expected: Outcome, tolerance: Tolerance): Promise<void> {
  const { outputs, traced } = differentiate(layers[c.layer](c.config), c.input.shape, c.upstream, "learn");
  const given: Record<string, ArrayLike<number>> = { x: exact(c.input) };
  expect(traced.parameters.map((p) => p.name).toSorted()).toEqual(Object.keys(c.parameters).toSorted());
  for (const { name } of traced.parameters) given[`parameter:${name}`] = exact(c.parameters[name]!);
  const found = await engine(outputs, given);
  expect(found["output"]!.shape).toEqual(expected.output.shape);
  expectClose(found["output"]!.data, expected.output.data, tolerance, "output");
  for (const { name } of traced.parameters)
    expectClose(found[`d:${name}`]!.data, expected.gradients[name]!.data, tolerance, name);
}

describe("layers of words are PyTorch's", () => {
  it.each(cases.map((c) => [c.name, c] as const))("%s in float64", (_, c) =>
    expectCase(reference, c, c.float64, { relative: 1e-7, absolute: 2e-7 }),
  );
  it.each(cases.map((c) => [c.name, c] as const))("%s on the runtime", (_, c) =>
    expectCase(onRuntime(runtime), c, c, { relative: 1e-5, absolute: 3e-6 }),
  );
});

describe("embeddingBag", () => {
  // fewer and more than 100 codes per token, and more entries of batch and vocabulary than float32 tells apart
  it.each([
    [3, 4, 5],
    [3, 4, 400],
    [3, 4, 401],
    [400, 420, 42_000],
  ])("of %i × %i of %i codes gives the mean and its gradient", async (batch, tokens, vocabulary) => {
    const model = embeddingBag({ vocabulary, features: 2 });
    const codes = Float32Array.from({ length: batch * tokens }, (_, i) =>
      i % tokens < (i * 7) % (tokens + 1) ? (i * i) % vocabulary : 0,
    );
    const x = input("x", [batch, tokens]);
    const [learn, infer] = [trace(model, x, "learn"), trace(model, x, "infer")];
    const [weight] = learn.parameters;
    const slope = gradient(sum(mul(learn.output, learn.output)), [weight!.value])[0]!;
    const table = Float32Array.from({ length: 2 * vocabulary }, (_, i) => Math.sin(i));
    const given = { x: codes, [`parameter:${weight!.name}`]: table };
    const found = await onRuntime(runtime)({ learn: learn.output, infer: infer.output, slope }, given);
    const [means, slopes] = [new Float64Array(2 * batch), new Float64Array(2 * vocabulary)];
    for (let row = 0; row < batch; row++) {
      const words = codes.subarray(row * tokens, (row + 1) * tokens).filter((code) => code > 0);
      for (const k of [0, 1]) {
        const mean = words.reduce((total, word) => total + table[2 * word + k]!, 0) / Math.max(words.length, 1);
        means[2 * row + k] = mean;
        for (const word of words) slopes[2 * word + k]! += (2 * mean) / words.length;
      }
    }
    expectClose(found["infer"]!.data, means, { relative: 1e-5, absolute: 1e-6 }, "infer");
    expectClose(found["learn"]!.data, means, { relative: 1e-5, absolute: 1e-6 }, "learn");
    expectClose(found["slope"]!.data, slopes, { relative: 1e-5, absolute: 1e-6 }, "gradient");
  });
});

const VOCABULARY = 6;
const models: readonly (readonly [string, Module])[] = [
  ["embeddingBag", embeddingBag({ vocabulary: VOCABULARY, features: 3 })],
  ["textCnn", textCnn({ vocabulary: VOCABULARY, vectors: 3, features: 2, widths: [1, 2, 3, 4, 5] })],
];
const text = fc.array(fc.integer({ min: 1, max: VOCABULARY - 1 }), { maxLength: 7 });

/** What a model says of some codes, and the gradient of a sum of it. */
function outcome(model: Module, codes: readonly number[]) {
  const x = input("x", [1, codes.length]);
  const traced = trace(model, x, "learn");
  const given = { ...drawInputs(traced, keyOf(9)), x: Float64Array.from(codes) };
  const scalar = sum(mul(traced.output, traced.output));
  const [weight] = traced.parameters;
  const [output, slope] = evaluate([traced.output, ...gradient(scalar, [weight!.value])], given);
  return { output: [...output!.data], slope: [...slope!.data], vectors: sizeOf(weight!.shape) / VOCABULARY };
}

describe.each(models)("%s", (name, model) => {
  it("says the same however much padding follows", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 6 }), (codes, more) => {
        const [short, long] = [
          [...codes, 0],
          [...codes, ...Array<number>(more + 1).fill(0)],
        ];
        const [a, b] = [outcome(model, short), outcome(model, long)];
        expectClose(b.output, a.output, { relative: 1e-12, absolute: 1e-14 });
        expectClose(b.slope, a.slope, { relative: 1e-12, absolute: 1e-14 });
        if (codes.length > 0) expectClose(outcome(model, codes).output, a.output, { relative: 1e-12, absolute: 1e-14 });
      }),
      { numRuns: 25 },
    );
  });

  it("gives padding no gradient, and an empty text zeros", () => {
    fc.assert(
      fc.property(text, (codes) => {
        const { output, slope, vectors } = outcome(model, [...codes, 0, 0]);
        expect(slope.slice(0, vectors).every((d) => d === 0)).toBe(true);
        if (codes.length === 0) expect(output.every((y) => y === 0)).toBe(true);
      }),
      { numRuns: 25, examples: [[[]]] },
    );
  });

  it(`${name === "textCnn" ? "sees" : "forgets"} the order of words`, () => {
    const [a, b] = [outcome(model, [1, 2, 3]).output, outcome(model, [3, 1, 2]).output];
    const differs = a.some((value, i) => Math.abs(value - b[i]!) > 1e-9);
    expect(differs).toBe(name === "textCnn");
  });

  it("starts with zeros for padding", () => {
    const { parameters } = trace(model, input("x", [1, 2]), "learn");
    const { init, shape } = parameters[0]!;
    const table = init(keyOf(1), shape);
    expect([...table.subarray(0, shape[1])]).toEqual(Array<number>(shape[1]!).fill(0));
    expect(table.subarray(shape[1]).every((w) => w !== 0)).toBe(true);
  });
});
