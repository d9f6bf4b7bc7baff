import { afterAll, describe, expect, it } from "vitest";
import { fold, keyOf } from "../../src/core/index.ts";
import { linear } from "../../src/nn/index.ts";
import { type Gradients, type GradientTransform, transformGradients } from "../../src/optim/gradient/define.ts";
import * as gradient from "../../src/optim/gradient/index.ts";
import { adaptiveClip, clipGlobalNorm, clipNorm, clipValue, gradientNoise } from "../../src/optim/gradient/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { TrainerOptions } from "../../src/train/interface.ts";
import { memory } from "../kernel/places.ts";
import { expectClose } from "../support/close.ts";
import { exact, type Tensor, type Tensors, torch, transposed } from "../support/fixtures.ts";
import { allRows, hashOf, linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const { kernels } = memory;

interface File {
  readonly weights: Tensors;
  readonly gradients: Tensors;
  readonly cases: readonly { readonly name: string; readonly config: never; readonly after: Tensors }[];
}
const file = torch<File>("gradients");
const makers: Readonly<Record<string, (config: never) => GradientTransform>> = {
  ...{ adaptiveClip, clipGlobalNorm, clipNorm, clipValue },
};
const names = Object.keys(file.weights);
const ours = (tensor: Tensor): Tensor => (tensor.shape.length === 2 ? transposed(tensor) : tensor);

/** The fixture's tensors one after the other on the kernel memory. */
function gradientsOf(step = 1): Gradients {
  const tensors = names.map((name) => [ours(file.weights[name]!), ours(file.gradients[name]!)] as const);
  const size = tensors.reduce((n, [{ data }]) => n + data.length, 0);
  const [all, weights] = [memory.floats(size), memory.floats(size)];
  let at = 0;
  const parts = tensors.map(([w, g]) => {
    const end = at + w.data.length;
    const part = { shape: w.shape, parameters: weights.subarray(at, end), gradients: all.subarray(at, end) };
    part.parameters.set(exact(w));
    part.gradients.set(exact(g));
    at = end;
    return part;
  });
  return { all, parts, step, key: fold(keyOf(1), "gradients", step) };
}

/** What transforms make of the fixture's gradients, with the factor that is left put on them. */
function apply(transforms: readonly GradientTransform[], step?: number): Gradients {
  const gradients = gradientsOf(step);
  kernels.scale(gradients.all, transformGradients(transforms, kernels, gradients));
  return gradients;
}

describe("clipping is PyTorch's and timm's", () => {
  it.each(file.cases.map((c) => [`${c.name} ${JSON.stringify(c.config)}`, c] as const))("%s", (_, c) => {
    const { parts } = apply([makers[c.name]!(c.config)]);
    for (const [i, name] of names.entries()) {
      const { data } = ours(c.after[name]!);
      expectClose(parts[i]!.gradients, data, { relative: 2e-6, absolute: 1e-9 }, name);
    }
  });
});

describe("laws", () => {
  const before = gradientsOf().all.slice();

  it("bounds hold, tensor by tensor and over all", () => {
    const { all } = apply([clipGlobalNorm(0.5)]);
    expect(Math.sqrt(kernels.sumSquares(all))).toBeCloseTo(0.5, 5);
    for (const { gradients } of apply([clipNorm(0.5)]).parts)
      expect(Math.sqrt(kernels.sumSquares(gradients))).toBeCloseTo(0.5, 5);
    expect(Math.max(...apply([clipValue(0.25)]).all.map(Math.abs))).toBe(0.25);
  });

  it("clipGlobalNorm keeps the direction, and touches nothing itself", () => {
    const gradients = gradientsOf();
    const factor = clipGlobalNorm(0.5).transform(kernels, gradients);
    expect([...gradients.all]).toEqual([...before]);
    expect(factor).toBeGreaterThan(0);
    expect(factor).toBeLessThan(1);
  });

  it("what is bounded already stays, bit for bit", () => {
    for (const transform of [clipGlobalNorm(1e6), clipNorm(1e6), clipValue(1e6), adaptiveClip(1e3), gradientNoise(0)])
      if (transform.name !== "adaptiveClip") expect([...apply([transform]).all], transform.name).toEqual([...before]);
    expect([...apply([adaptiveClip({ clip: 1e3, least: 1e3 })]).all]).toEqual([...before]);
  });

  it("transforms act in the order given", () => {
    const [noisyLast, clippedLast] = [
      [clipGlobalNorm(1), gradientNoise(1)],
      [gradientNoise(1), clipGlobalNorm(1)],
    ].map((transforms) => Math.sqrt(kernels.sumSquares(apply(transforms).all)));
    expect(clippedLast).toBeCloseTo(1, 5);
    expect(noisyLast).toBeGreaterThan(2);
  });

  it("noise has the variance η / (1 + t)^γ, and is another at every step", () => {
    const n = 40_000;
    const all = memory.floats(n);
    const noiseAt = (step: number): Float32Array => {
      all.fill(0);
      const gradients = { all, parts: [], step, key: fold(keyOf(1), "gradients", step) };
      transformGradients([gradientNoise({ eta: 0.3, gamma: 0.55 })], kernels, gradients);
      return all.slice();
    };
    for (const step of [1, 10, 1000]) {
      const noise = noiseAt(step);
      const variance = noise.reduce((total, x) => total + x * x, 0) / n;
      // Five standard errors of a variance of n normal numbers.
      expect(Math.abs(variance / (0.3 / step ** 0.55) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    }
    expect([...noiseAt(3)]).toEqual([...noiseAt(3)]);
    const [a, b] = [noiseAt(3), noiseAt(4)];
    const correlation = a.reduce((total, x, i) => total + x * b[i]!, 0) / Math.sqrt(kernels.sumSquares(all) * n * 0.15);
    expect(Math.abs(correlation)).toBeLessThan(0.05);
  });
});

describe("in the trainer", () => {
  const data = linearTable(64, 4);
  const trained = async (given: Partial<TrainerOptions>): Promise<string> => {
    const trainer = await trainerOf(runtime, given);
    await train(trainer, data, 8);
    return hashOf(trainer);
  };

  it("clipNorm is short for clipGlobalNorm after the others", async () => {
    expect(await trained({ clipNorm: 0.3 })).toBe(await trained({ gradients: [clipGlobalNorm(0.3)] }));
    const both = [clipValue(0.1), clipGlobalNorm(0.3)];
    expect(await trained({ gradients: [clipValue(0.1)], clipNorm: 0.3 })).toBe(await trained({ gradients: both }));
  });

  it("each acts on the step", async () => {
    const all = [adaptiveClip(), clipGlobalNorm(0.1), clipNorm(0.1), clipValue(0.01), gradientNoise()];
    expect(all.map(({ name }) => name)).toEqual(Object.keys(gradient));
    const hashes = [await trained({})];
    for (const transform of all) hashes.push(await trained({ gradients: [transform] }));
    expect(new Set(hashes).size).toBe(6);
  });

  it("a step moves by no more than the bound of each unit", async () => {
    const trainer = await trainerOf(runtime, {
      ...{ model: linear(1), optimizer: sgd({ learningRate: 1, momentum: 0 }), batchSize: 64 },
      gradients: [adaptiveClip(0.05)],
    });
    const norm = (w: Float32Array): number => Math.hypot(...w);
    const before = trainer.tensors();
    await trainer.step(data, allRows(data));
    const after = trainer.tensors();
    for (const name of ["weight", "bias"]) {
      const [a, b] = [before[name]!.data, after[name]!.data];
      const moved = norm(a.map((w, i) => w - b[i]!));
      expect(moved).toBeLessThanOrEqual(0.05 * norm(a) * (1 + 1e-5));
      expect(moved).toBeGreaterThan(0.049 * norm(a));
    }
  });

  it("noise follows the seed", async () => {
    const noisy = { gradients: [gradientNoise(1)] };
    expect(await trained(noisy)).toBe(await trained(noisy));
    expect(await trained(noisy)).not.toBe(await trained({ ...noisy, seed: 7 }));
  });
});

describe("what gradient transforms refuse", () => {
  it.each([
    ["a limit of zero", () => clipValue(0)],
    ["a negative limit", () => clipGlobalNorm(-1)],
    ["a negative variance", () => gradientNoise(-1)],
  ] as const)("%s", (_, make) => expect(make).toThrow(expect.objectContaining({ code: "E311" })));
});
