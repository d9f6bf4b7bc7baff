import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compile, compileStages, isProgram, type Program } from "../../src/compile/index.ts";
import { layWires, type Turn } from "../../src/compile/stages/wires.ts";
import { keyOf, randomOf, sizeOf } from "../../src/core/index.ts";
import { add, mul, type Value } from "../../src/graph/index.ts";
import { twin } from "../../src/kernel/index.ts";
import { crossEntropy, mse } from "../../src/loss/index.ts";
import * as nn from "../../src/nn/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { gradientPenalty } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { learnDraft, planOf, type Problem } from "../../src/train/program.ts";
import { expectClose } from "../support/close.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const BATCH = 10;

type Arrays = Record<string, Float32Array>;

/** Random feeds for the inputs of programs: rates, masks and classes as they may be. */
function feedsFor(programs: readonly Program[]): Arrays {
  const random = randomOf(keyOf(5));
  const draw = (name: string): number => {
    // Any factor: a layer of one's own may multiply with noise of both signs.
    if (name.startsWith("noise:")) return [0, 1 / 0.7, 1 / 0.7, -0.5][random.below(4)]!;
    if (name === "y") return random.uniform();
    return name.startsWith("strength:") ? 0.2 : 2 * random.uniform() - 0.8;
  };
  const slots = programs.flatMap(({ inputs }) => inputs).filter(({ name }) => !name.startsWith("wire:"));
  return Object.fromEntries(
    slots.map(({ name, shape }) => [name, Float32Array.from({ length: sizeOf(shape) }, () => draw(name))]),
  );
}

async function runProgram(program: Program, there: Arrays): Promise<void> {
  const session = await runtime.load(program);
  const given = await session.run(Object.fromEntries(program.inputs.map(({ name }) => [name, there[name]!])));
  for (const [name, { data }] of Object.entries(given)) there[name] = data as Float32Array;
}

/** Takes all turns, kernels by their scalar twins; every place is an array of its own. */
async function runStages({ steps, wires }: ReturnType<typeof compileStages>, there: Arrays): Promise<void> {
  for (const step of steps) {
    if (isProgram(step)) await runProgram(step, there);
    else {
      const sizeOfPlace = (place: string, like: string): number => wires.at.get(place)?.floats ?? there[like]!.length;
      const like = { dx: "x", y: "x" } as const;
      for (const [name, place] of Object.entries(step.outputs))
        there[place] ??= new Float32Array(sizeOfPlace(place, step.inputs[like[name as "dx"] ?? "scale"]!));
      const names = Object.entries({ ...step.inputs, ...step.outputs });
      const arrays = Object.fromEntries(names.map(([name, place]) => [name, there[place]!])) as never;
      twin[step.kernel](arrays, step);
    }
  }
}

const problemOf = (model: Module, more: Partial<Problem> = {}): Problem => ({
  ...{ model, loss: crossEntropy(), penalties: [], input: [5], outputs: 3 },
  ...more,
});
const twice = (x: Value): Value => mul(x, 2);
const noise = nn.gaussianNoise(0.1);
const skip = nn.module("skip", (x, { call }) => add(x, call("norm", nn.batchNorm1d(), call("fc", nn.linear(6), x))));
const models: Readonly<Record<string, { readonly problem: Problem; readonly kernels: number }>> = {
  "relu and dropout": {
    problem: problemOf(
      nn.sequential(
        ...[nn.linear(7), nn.batchNorm1d(), nn.relu(), nn.dropout(0.3)],
        ...[nn.linear(6), nn.batchNorm1d(), nn.relu(), nn.dropout(0.3), nn.linear(3)],
      ),
    ),
    kernels: 4,
  },
  "relu alone": {
    problem: problemOf(nn.sequential(nn.linear(7), nn.batchNorm1d(), nn.relu(), nn.linear(3))),
    kernels: 2,
  },
  "dropout alone": {
    problem: problemOf(nn.sequential(nn.linear(7), nn.batchNorm1d(), nn.dropout(0.3), nn.linear(3))),
    kernels: 2,
  },
  "another activation": {
    problem: problemOf(nn.sequential(nn.linear(7), nn.batchNorm1d(), nn.silu(), nn.dropout(0.3), nn.linear(3))),
    kernels: 2,
  },
  "as the first layer, without scale": {
    problem: problemOf(nn.sequential(nn.batchNorm1d({ affine: false }), nn.relu(), nn.linear(3))),
    kernels: 1,
  },
  "as the last layer": { problem: problemOf(nn.sequential(nn.linear(3), nn.batchNorm1d())), kernels: 2 },
  "activations that are penalized before dropout": {
    problem: problemOf(
      nn.sequential(
        ...[nn.linear(7), nn.batchNorm1d(), nn.relu(), nn.activityPenalty(0.1), nn.dropout(0.3), nn.linear(3)],
      ),
    ),
    kernels: 2,
  },
  "one relu, two uses": {
    problem: problemOf(
      nn.sequential(
        nn.linear(6),
        nn.batchNorm1d(),
        nn.relu(),
        nn.module("both", (x, { call }) => add(call("drop", nn.dropout(0.3), x), twice(x))),
        nn.linear(3),
      ),
    ),
    kernels: 2,
  },
  "a shortcut, noise and a regression": {
    problem: problemOf(nn.sequential(nn.linear(6), noise, skip, nn.relu(), nn.linear(1)), { loss: mse(), outputs: 1 }),
    kernels: 2,
  },
  margins: {
    problem: problemOf(nn.sequential(nn.linear(7), nn.batchNorm1d(), nn.relu(), nn.linear(3)), { margins: true }),
    kernels: 2,
  },
};

/** Runs a problem's learning program whole and in stages on the same feeds: every output must agree. Gives the stages. */
async function expectAlike(
  problem: Problem,
  within: { readonly relative: number; readonly absolute: number },
): Promise<ReturnType<typeof compileStages>> {
  const { layout } = planOf(problem, BATCH);
  const { outputs } = learnDraft(problem, layout, BATCH);
  const whole = compile({ outputs, provider: { ...runtime.provider, hosts: false } });
  const stages = compileStages({ outputs, provider: { ...runtime.provider, hosts: true } });
  const feeds = feedsFor([whole, ...stages.steps.filter(isProgram)]);
  const [alone, inTurns] = [{ ...feeds }, { ...feeds }];
  await runProgram(whole, alone);
  await runStages(stages, inTurns);
  for (const name of Object.keys(outputs)) expectClose(inTurns[name]!, alone[name]!, within);
  return stages;
}

describe("programs with kernels between them", () => {
  it.each(Object.entries(models))("give what one program gives: %s", async (_, { problem, kernels }) => {
    const { steps } = await expectAlike(problem, { relative: 2e-4, absolute: 2e-6 });
    expect(steps.filter((step) => !isProgram(step))).toHaveLength(kernels);
  });

  it("a gradient of a gradient goes through batch norm as well", async () => {
    const model = nn.sequential(nn.linear(6), nn.batchNorm1d(), nn.tanh(), nn.linear(3));
    await expectAlike(problemOf(model, { penalties: [gradientPenalty(0.5)] }), { relative: 5e-4, absolute: 5e-6 });
  });

  it("are one program where the target hosts none, and for images", () => {
    const flat = problemOf(nn.sequential(nn.linear(7), nn.batchNorm1d(), nn.linear(3)));
    const images = problemOf(nn.sequential(nn.conv2d(4), nn.batchNorm2d(), nn.flatten(), nn.linear(3)), {
      input: [1, 4, 4],
    });
    for (const [problem, hosts] of [
      [flat, false],
      [images, true],
    ] as const) {
      const { layout } = planOf(problem, BATCH);
      const { outputs } = learnDraft(problem, layout, BATCH);
      expect(compileStages({ outputs, provider: { ...runtime.provider, hosts } }).steps).toHaveLength(1);
    }
  });
});

describe("wires", () => {
  const place = fc.integer({ min: 0, max: 9 }).map((i) => `wire:${i}`);
  const turn = fc.record({
    writes: fc.uniqueArray(place, { maxLength: 3 }),
    reads: fc.uniqueArray(place, { maxLength: 3 }),
  });

  it("that are needed at the same time never lie in the same place", () => {
    const property = fc.property(
      fc.array(turn, { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 10, maxLength: 10 }),
      (drawn, floats) => {
        const sizes = new Map(floats.map((n, i) => [`wire:${i}`, n]));
        const written = new Set<string>();
        const turns: Turn[] = drawn.map(({ writes, reads }) => {
          const fresh = writes.filter((name) => !written.has(name));
          const known = reads.filter((name) => written.has(name));
          for (const name of fresh) written.add(name);
          return { writes: fresh, reads: known };
        });
        const { at, floats: total } = layWires(turns, sizes);
        const live = (name: string): [from: number, to: number] => {
          const of = turns.flatMap(({ reads, writes }, i) => ([...reads, ...writes].includes(name) ? [i] : []));
          return [Math.min(...of), Math.max(...of)];
        };
        for (const a of at.keys()) {
          const [{ from, floats: size }, [born, dies]] = [at.get(a)!, live(a)];
          expect(from % 16).toBe(0);
          expect(from + size).toBeLessThanOrEqual(total);
          for (const b of at.keys()) {
            const [other, [begins, ends]] = [at.get(b)!, live(b)];
            if (a === b || dies < begins || ends < born) continue;
            expect(from + size <= other.from || other.from + other.floats <= from).toBe(true);
          }
        }
      },
    );
    fc.assert(property);
  });

  it("one that is read for the last time may be written over by what takes its place", () => {
    const turns: Turn[] = [
      { reads: [], writes: ["dy", "x"] },
      { reads: ["dy", "x"], writes: ["dx", "room"], over: { read: "dy", written: "dx" } },
      { reads: ["dx"], writes: [] },
    ];
    const { at } = layWires(
      turns,
      new Map([
        ["dy", 32],
        ["x", 32],
        ["dx", 32],
        ["room", 16],
      ]),
    );
    expect(at.get("dx")!.from).toBe(at.get("dy")!.from);
    expect(new Set([at.get("x")!.from, at.get("dx")!.from, at.get("room")!.from]).size).toBe(3);
  });
});
