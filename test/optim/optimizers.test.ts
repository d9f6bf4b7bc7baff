import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { type Kernels, twin } from "../../src/kernel/index.ts";
import type { Optimizer, UpdateRange } from "../../src/optim/define.ts";
import * as optim from "../../src/optim/index.ts";
import { adagrad, adam, adamW, lion, nadam, radam, rmsprop, sgd } from "../../src/optim/index.ts";
import { memory } from "../kernel/places.ts";
import { expectClose } from "../support/close.ts";
import { torch } from "../support/fixtures.ts";

interface Config {
  readonly lr?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly alpha?: number;
  readonly momentum?: number;
  readonly centered?: boolean;
  readonly weight_decay?: number;
  readonly decoupled_weight_decay?: boolean;
  readonly momentum_decay?: number;
  readonly lr_decay?: number;
  readonly initial_accumulator_value?: number;
}
interface Run {
  readonly name: string;
  readonly optimizer: string;
  readonly config: Config;
  readonly final: readonly number[];
}
const { start, pushes, runs } = torch<{ start: number[]; pushes: number[][]; runs: Run[] }>("optim2");

const common = ({ lr, betas, eps, weight_decay: decay, decoupled_weight_decay: decoupled }: Config) => ({
  ...{ learningRate: lr, beta1: betas?.[0], beta2: betas?.[1], epsilon: eps, decays: "all" as const },
  ...(decoupled === true ? { weightDecay: decay } : { l2: decay }),
});
const makers: Readonly<Record<string, (config: Config) => Optimizer>> = {
  rmsprop: ({ lr: learningRate, alpha, eps: epsilon, momentum, centered, weight_decay: l2 }) =>
    rmsprop({ learningRate, alpha, epsilon, momentum, centered, l2 }),
  nadam: (config) => nadam({ ...common(config), momentumDecay: config.momentum_decay }),
  radam: (config) => radam(common(config)),
  adagrad: ({ lr: learningRate, lr_decay: learningRateDecay, weight_decay: l2, initial_accumulator_value: initial }) =>
    adagrad({ learningRate, learningRateDecay, l2, initialAccumulator: initial }),
  lion: ({ lr: learningRate, betas, weight_decay: weightDecay }) =>
    lion({ learningRate, beta1: betas?.[0], beta2: betas?.[1], weightDecay }),
};

/** A range on the kernel memory, or on ordinary arrays for the twin. */
function rangeOf(optimizer: Optimizer, kernels: Kernels, weights: ArrayLike<number>): UpdateRange {
  const make = (): Float32Array =>
    kernels === twin ? new Float32Array(weights.length) : memory.floats(weights.length).fill(0);
  const range = { parameters: make(), gradients: make(), slots: optimizer.slots.map(make) };
  range.parameters.set(weights);
  return range;
}

interface Descent {
  readonly kernels: Kernels;
  readonly weights: ArrayLike<number>;
  readonly steps: number;
  readonly gradient: (w: Float32Array, step: number) => ArrayLike<number>;
  readonly l1?: number;
}

/** Updates as the trainer makes them, with decay and L2 on all weights; the weights at the end. */
function descend(optimizer: Optimizer, { kernels, weights, steps, gradient, l1 = 0 }: Descent): Float32Array {
  const range = rangeOf(optimizer, kernels, weights);
  const { learningRate, l2, weightDecay: decay } = optimizer;
  for (let step = 1; step <= steps; step++) {
    range.gradients.set(gradient(range.parameters, step));
    optimizer.update(kernels, range, { learningRate, step, l2, decay, l1, gradientScale: 1 });
  }
  return range.parameters.slice();
}

const pushed = (w: Float32Array, step: number): Float32Array =>
  w.map((x, i) => Math.fround(Math.fround(pushes[step - 1]![i]!) + x));

describe("thirty steps are PyTorch's, and timm's for lion", () => {
  it("every optimizer without cases of its own elsewhere has some here", () => {
    const covered = new Set(runs.map((run) => run.optimizer));
    const factories = Object.values(optim).filter((f) => typeof f === "function" && "slots" in f.definition);
    const names = factories.map((f) => (f as typeof adam).definition.name);
    expect([...covered, "adam", "adamW", "sgd"].toSorted()).toEqual(names.toSorted());
  });

  it.each(runs.map((run) => [run.name, run] as const))("%s", (_, { optimizer, config, final }) => {
    for (const kernels of [memory.kernels, twin]) {
      const found = descend(makers[optimizer]!(config), {
        ...{ kernels, weights: start.map(Math.fround), steps: pushes.length, gradient: pushed },
      });
      expectClose(found, final, { relative: 1e-5, absolute: 1e-6 }, optimizer);
    }
  });
});

const all = { adagrad, adam, adamW, lion, nadam, radam, rmsprop, sgd };
const rates = { adagrad: 0.5, adam: 0.02, adamW: 0.02, lion: 2e-3, nadam: 0.02, radam: 0.02, rmsprop: 2e-3, sgd: 0.01 };
const variants: readonly (readonly [string, Optimizer])[] = [
  ...Object.entries(all).map(
    ([name, make]) => [name, make({ learningRate: rates[name as keyof typeof all] } as never)] as const,
  ),
  ["rmsprop, centered", rmsprop({ learningRate: 2e-3, centered: true, epsilon: 1e-2 })],
  ["rmsprop, momentum", rmsprop({ learningRate: 2e-4, momentum: 0.9 })],
];

describe("laws of every optimizer", () => {
  it.each(variants)("%s finds the minimum of a quadratic", (_, optimizer) => {
    const goal = [1, -2, 0.5, 0];
    const weights = descend(optimizer, {
      ...{ kernels: memory.kernels, weights: [0, 0, 0, 3], steps: 3000 },
      gradient: (w) => w.map((x, i) => (i + 1) * (x - goal[i]!)),
    });
    // AdamW's own decay of 0.01 moves the minimum by about lr · decay / lr, in units of its unit steps.
    expectClose(weights, goal, { relative: 0.02, absolute: 0.02 });
  });

  // A smooth loss ½ h (w − c)² with λ|w| has its minimum at c − λ/h, or at 0 when |h c| ≤ λ. Lion steps by signs: its λ is another.
  it.each(variants.filter(([name]) => name !== "lion" && name !== "adamW"))(
    "%s with l1 ends at the minimum of the penalized loss, with exact zeros",
    (_, optimizer) => {
      const [goal, curvature, l1] = [[1, -2, 0.1, -0.05, 0.6], [1, 2, 1, 4, 0.5], 0.25];
      const weights = descend(optimizer, {
        ...{ kernels: memory.kernels, weights: [0.3, -0.3, 0.3, -0.3, 0.3], steps: 4000, l1 },
        gradient: (w) => w.map((x, i) => curvature[i]! * (x - goal[i]!)),
      });
      const expected = goal.map((c, i) => Math.sign(c) * Math.max(0, Math.abs(c) - l1 / curvature[i]!));
      expectClose(weights, expected, { relative: 5e-3, absolute: 5e-3 });
      expect([...weights].map((w) => w === 0)).toEqual(expected.map((w) => w === 0));
    },
  );

  it("lion: each weight moves by lr, decay aside; an l1 of 1 stops it", () => {
    const run = (l1: number): Float32Array =>
      descend(lion(0.5), { kernels: memory.kernels, weights: [0, 0, 0], steps: 1, gradient: () => [3, -1e-3, 0], l1 });
    expect([...run(0)]).toEqual([-0.5, 0.5, 0]);
    expect([...run(1)]).toEqual([0, 0, 0]);
  });

  it.each(variants)("%s: its kernel equals its twin, bit for bit, whatever the gradients", (_, optimizer) => {
    const settings = { learningRate: optimizer.learningRate, l2: 0.01, decay: 0.1, gradientScale: 0.7 };
    const property = fc.property(fc.nat(), fc.constantFrom(0, 0.01), fc.integer({ min: 1, max: 23 }), (seed, l1, n) => {
      const run = (kernels: Kernels): Float32Array[] => {
        const random = randomOf(keyOf(seed));
        const range = rangeOf(
          optimizer,
          kernels,
          Float32Array.from({ length: n }, () => random.normal()),
        );
        for (let step = 60; step < 66; step++) {
          range.gradients.set(range.gradients.map((_g, i) => (i % 5 === 0 ? 1e-22 : 1) * random.normal()));
          optimizer.update(kernels, range, { ...settings, step, l1 });
        }
        return [range.parameters, ...range.slots];
      };
      expect(run(memory.kernels).map((x) => [...x])).toEqual(run(twin).map((x) => [...x]));
    });
    fc.assert(property, { numRuns: 15 });
  });

  it("nadam's momentum product does not depend on the order in which steps are asked for", () => {
    const at = (optimizer: Optimizer, step: number): number => {
      const range = rangeOf(optimizer, twin, [1]);
      range.gradients[0] = 1;
      optimizer.update(twin, range, { learningRate: 0.1, step, l2: 0, decay: 0, l1: 0, gradientScale: 1 });
      return range.parameters[0]!;
    };
    const one = nadam();
    const forwards = [1, 2, 50, 3000].map((step) => at(one, step));
    const backwards = [3000, 50, 2, 1].map((step) => at(one, step)).toReversed();
    expect(backwards).toEqual(forwards);
    expect([1, 2, 50, 3000].map((step) => at(nadam(), step))).toEqual(forwards);
  });

  it("slots are those that the settings need", () => {
    expect(rmsprop().slots).toEqual(["secondMoment"]);
    expect(rmsprop({ centered: true, momentum: 0.5 }).slots).toEqual(["secondMoment", "meanGradient", "velocity"]);
    expect(lion().slots).toEqual(["momentum"]);
  });
});
