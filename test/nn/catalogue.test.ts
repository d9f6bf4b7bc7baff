import { afterAll, describe, expect, it } from "vitest";
import type { Module } from "../../src/nn/context.ts";
import * as layers from "../../src/nn/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { type Engine, onRuntime, reference, type Results } from "../support/engines.ts";
import { exact, type Tensor, type Tensors, torch } from "../support/fixtures.ts";
import { differentiate } from "../support/layer.ts";

interface Outcome {
  readonly output: Tensor;
  readonly inputGradient: Tensor;
  readonly gradients: Tensors;
  readonly buffersAfter?: Tensors;
}
/** Settings in our words, and what a wrapper wraps. */
interface Config {
  readonly kind?: "linear" | "conv2d";
  readonly hidden?: number;
  readonly bins?: readonly (readonly number[])[];
  readonly rate?: number;
  readonly features?: number;
  readonly kernel?: number;
  readonly powerIterations?: number;
  readonly members?: number;
  readonly outputs?: number;
}
interface Case extends Outcome {
  readonly name: string;
  readonly layer: string;
  readonly config: Config;
  readonly mode: "train" | "eval";
  readonly input: Tensor;
  readonly upstream: Tensor;
  readonly parameters: Tensors;
  readonly buffers: Tensors;
  readonly noise: readonly Tensor[];
  readonly float64: Outcome;
}

const { cases } = torch<{ cases: Case[] }>("layers2");
const runtime = await createRuntime();
afterAll(() => runtime.dispose());

const inner = ({ kind, features, kernel }: Config): Module =>
  kind === "conv2d" ? layers.conv2d({ features, kernel }) : layers.linear(features);

/** Layers around others, from what the fixture says of both. */
const wrappers: Readonly<Record<string, (config: Config) => Module>> = {
  weightNorm: (config) => layers.weightNorm(inner(config)),
  spectralNorm: (config) => layers.spectralNorm(inner(config), config.powerIterations),
  dropConnect: (config) => layers.dropConnect(inner(config), config.rate),
  piecewiseLinearEmbedding: ({ bins, ...settings }) => layers.piecewiseLinearEmbedding(bins!, settings),
  ensembleOf: ({ hidden, members, outputs }) =>
    layers.ensembleOf(layers.sequential(layers.linear(hidden), layers.relu()), { members, outputs }),
};
const members: Readonly<Record<string, unknown>> = { ...layers };
const make = ({ layer, config }: Case): Module =>
  wrappers[layer]?.(config) ?? (members[layer] as (settings: Config) => Module)(config);

async function run(engine: Engine, c: Case): Promise<Results> {
  const { input: x, upstream, mode, parameters, buffers, noise } = c;
  const { outputs, traced } = differentiate(make(c), x.shape, upstream, mode === "train" ? "learn" : "infer");
  expect(traced.parameters.map((p) => p.name).toSorted()).toEqual(Object.keys(parameters).toSorted());
  expect(traced.states.map((s) => s.name).toSorted()).toEqual(Object.keys(buffers).toSorted());
  expect(traced.noises.map(({ shape }) => shape)).toEqual(noise.map(({ shape }) => shape));
  const given: Record<string, ArrayLike<number>> = { x: exact(x) };
  for (const { name, shape } of traced.parameters) {
    expect(shape, name).toEqual(parameters[name]!.shape);
    given[`parameter:${name}`] = exact(parameters[name]!);
  }
  for (const { name } of traced.states) given[`state:${name}`] = exact(buffers[name]!);
  for (const { name, initial } of traced.strengths) given[`strength:${name}`] = [initial];
  traced.noises.forEach(({ name }, i) => {
    given[`noise:${name}`] = exact(noise[i]!);
  });
  return engine(outputs, given);
}

function compare(found: Results, expected: Outcome, tolerance: Tolerance): void {
  expect(found["output"]!.shape).toEqual(expected.output.shape);
  expectClose(found["output"]!.data, expected.output.data, tolerance, "output");
  expectClose(found["dx"]!.data, expected.inputGradient.data, tolerance, "input gradient");
  for (const [name, result] of Object.entries(found)) {
    const [kind, path = ""] = name.split(":");
    if (kind === "d") expectClose(result.data, expected.gradients[path]!.data, tolerance, name);
    if (kind === "next") expectClose(result.data, expected.buffersAfter![path]!.data, tolerance, name);
  }
}

describe("the catalogue's layers are PyTorch's", () => {
  it("at least two configurations each", () => {
    const counts = new Map<string, number>();
    for (const { layer } of cases) counts.set(layer, (counts.get(layer) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count < 2)).toEqual([["flatten", 1]]);
  });

  it.each(cases.map((c) => [c.name, c] as const))("%s in float64", async (_, c) => {
    compare(await run(reference, c), c.float64, { relative: 1e-7, absolute: 2e-7 });
  });

  it.each(cases.map((c) => [c.name, c] as const))("%s on the runtime", async (_, c) => {
    compare(await run(onRuntime(runtime), c), c, { relative: 1e-5, absolute: 3e-6 });
  });
});
