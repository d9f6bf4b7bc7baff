import { afterAll, describe, expect, it } from "vitest";
import { input, reshape } from "../../src/graph/index.ts";
import type { Module } from "../../src/nn/context.ts";
import {
  batchNorm1d,
  embedColumns,
  gelu,
  layerNorm,
  linear,
  module,
  relu,
  sigmoid,
  silu,
  tanh,
} from "../../src/nn/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { type Engine, onRuntime, reference, type Results } from "../support/engines.ts";
import { exact, type Tensor, type Tensors, torch, transposed } from "../support/fixtures.ts";
import { differentiate } from "../support/layer.ts";

interface Outcome {
  readonly output: Tensor;
  readonly inputGradient: Tensor;
  readonly gradients: Tensors;
  readonly buffersAfter?: Tensors;
}
interface Case extends Outcome {
  readonly name: string;
  readonly layer: string;
  readonly config: Readonly<Record<string, never>>;
  readonly mode: "train" | "eval";
  readonly input: Tensor;
  readonly upstream: Tensor;
  readonly parameters: Tensors;
  readonly buffers?: Tensors;
  readonly float64: Outcome;
}

const { cases } = torch<{ cases: Case[] }>("layers");
const runtime = await createRuntime();
afterAll(() => runtime.dispose());

/** Norms over several trailing axes are a reshape around ours, which takes one. */
const overAxes = (axes: readonly number[], norm: Module): Module =>
  module("overAxes", (x, { call }) => {
    const flat = [...x.shape.slice(0, -axes.length), axes.reduce((n, d) => n * d, 1)];
    return reshape(call("norm", norm, reshape(x, flat)), x.shape);
  });

const makers: Readonly<Record<string, (config: Case["config"]) => Module>> = {
  linear: ({ outFeatures, bias }) => linear({ features: outFeatures!, bias: bias! }),
  relu: () => relu(),
  gelu: ({ approximate }) => gelu({ approximate: approximate! }),
  silu: () => silu(),
  tanh: () => tanh(),
  sigmoid: () => sigmoid(),
  batchNorm1d: ({ momentum, eps, affine }) => batchNorm1d({ momentum, epsilon: eps!, affine: affine! }),
  layerNorm: ({ normalizedShape, eps, affine }) =>
    overAxes(normalizedShape!, layerNorm({ epsilon: eps!, affine: affine! })),
};

const plain = (name: string): string => name.replace(/^.*\./u, "");
const ours = (layer: string, name: string, tensor: Tensor): Tensor =>
  layer === "linear" && name === "weight" ? transposed(tensor) : tensor;

/** The same numbers in both vocabularies: outputs of ours by PyTorch's names. */
async function run(engine: Engine, { layer, config, mode, input: x, upstream, parameters, buffers = {} }: Case) {
  const made = makers[layer]!(config);
  const { outputs, traced } = differentiate(made, x.shape, upstream, mode === "train" ? "learn" : "infer");
  const given: Record<string, ArrayLike<number>> = { x: exact(x) };
  for (const { name } of traced.parameters)
    given[`parameter:${name}`] = exact(ours(layer, plain(name), parameters[plain(name)]!));
  for (const { name } of traced.states) given[`state:${name}`] = exact(buffers[plain(name)]!);
  for (const { name, initial } of traced.strengths) given[`strength:${name}`] = [initial];
  expect(traced.parameters.map((p) => plain(p.name)).toSorted()).toEqual(Object.keys(parameters).toSorted());
  expect(traced.states.map((s) => plain(s.name)).toSorted()).toEqual(Object.keys(buffers).toSorted());
  return engine(outputs, given);
}

function compare(found: Results, layer: string, expected: Outcome, tolerance: Tolerance): void {
  expectClose(found["output"]!.data, expected.output.data, tolerance, "output");
  expectClose(found["dx"]!.data, expected.inputGradient.data, tolerance, "input gradient");
  for (const [name, result] of Object.entries(found)) {
    const [kind, path = ""] = name.split(":");
    if (kind === "d")
      expectClose(result.data, ours(layer, plain(path), expected.gradients[plain(path)]!).data, tolerance, name);
    if (kind === "next" && expected.buffersAfter !== undefined)
      expectClose(result.data, expected.buffersAfter[plain(path)]!.data, tolerance, name);
  }
}

/** Where float32 cancels: PyTorch's own gradients are up to 9e-4 off. */
const cancels = (name: string): boolean => /pair|closePair|narrow/u.test(name);

describe("layers are PyTorch's", () => {
  it("every layer of the fixtures has a maker", () => {
    expect(new Set(cases.map((c) => c.layer))).toEqual(new Set(Object.keys(makers)));
  });

  it.each(cases.map((c) => [c.name, c] as const))("%s in float64", async (_, c) => {
    compare(await run(reference, c), c.layer, c.float64, { relative: 1e-7, absolute: 2e-8 });
  });

  it.each(cases.map((c) => [c.name, c] as const))("%s on the runtime", async (_, c) => {
    const found = await run(onRuntime(runtime), c);
    if (cancels(c.name)) compare(found, c.layer, c.float64, { relative: 2e-3, absolute: 2e-3 });
    else compare(found, c.layer, c, { relative: 1e-5, absolute: 2e-6 });
  });
});

describe("what layers refuse", () => {
  const learn = (layer: Module, shape: readonly number[]) => trace(layer, input("x", shape), "learn");
  it.each([
    ["batchNorm1d, one row", batchNorm1d(), [1, 3], "E331"],
    ["batchNorm1d, rank 1", batchNorm1d(), [3], "E330"],
    ["batchNorm1d, rank 4", batchNorm1d(), [2, 3, 4, 4], "E330"],
    ["linear, rank 1", linear(2), [3], "E330"],
    ["embedColumns, too few columns", embedColumns([3, 4]), [2, 1], "E330"],
  ] as const)("%s", (_, layer, shape, code) => {
    expect(() => learn(layer, shape)).toThrow(expect.objectContaining({ code }));
  });

  it("accepts one row of several positions for batch statistics", () => {
    expect(learn(batchNorm1d(), [1, 3, 4]).output.shape).toEqual([1, 3, 4]);
  });
});
