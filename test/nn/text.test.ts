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
