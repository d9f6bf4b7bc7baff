import { afterAll, describe, expect, it } from "vitest";
import { adam, constraint, sgd } from "../../src/optim/index.ts";
import type { Constraint } from "../../src/optim/constraint/define.ts";
import { maxNorm, minMaxNorm, nonNegative, unitNorm } from "../../src/optim/constraint/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Trainer } from "../../src/train/interface.ts";
import { memory } from "../kernel/places.ts";
import { expectClose } from "../support/close.ts";
import { linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);
const WEIGHTS = ["0.weight", "2.weight"] as const;

/** L2 norms of the incoming weights of each unit: columns of [in, units]. */
const norms = (trainer: Trainer, name: string): number[] => {
  const { shape, data: w } = trainer.tensors()[name]!;
  const [rows, units] = shape as [number, number];
  return Array.from({ length: units }, (_, unit) =>
    Math.hypot(...Array.from({ length: rows }, (__, row) => w[row * units + unit]!)),
  );
};
const allNorms = (trainer: Trainer): number[] => WEIGHTS.flatMap((name) => norms(trainer, name));
const weights = (trainer: Trainer): number[] => WEIGHTS.flatMap((name) => [...trainer.tensors()[name]!.data]);

/** What must hold after every step. */
const rules: readonly (readonly [string, Constraint, (trainer: Trainer) => void])[] = [
  ["maxNorm", maxNorm(0.5), (t) => expect(Math.max(...allNorms(t))).toBeLessThanOrEqual(0.5 * (1 + 1e-6))],
  [
    "unitNorm",
    unitNorm(),
    (t) =>
      expectClose(
        allNorms(t),
        allNorms(t).map(() => 1),
        { relative: 1e-6, absolute: 0 },
      ),
  ],
  ["nonNegative", nonNegative(), (t) => expect(Math.min(...weights(t))).toBeGreaterThanOrEqual(0)],
  [
    "minMaxNorm",
    minMaxNorm({ least: 0.4, most: 0.6 }),
    (t) => {
      expect(Math.min(...allNorms(t))).toBeGreaterThanOrEqual(0.4 * (1 - 1e-6));
      expect(Math.max(...allNorms(t))).toBeLessThanOrEqual(0.6 * (1 + 1e-6));
    },
  ],
];

describe("constraints hold after every step, and bind", () => {
  it("all of the library are here", () =>
    expect(rules.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(constraint))));

  for (const [kind, optimizer] of [
    ["sgd", sgd(0.2)],
    ["adam", adam(0.2)],
  ] as const)
    it.each(rules)(`%s under ${kind}`, async (_, rule, holds) => {
      const bound = await trainerOf(runtime, { optimizer, constraints: [rule] });
      const free = await trainerOf(runtime, { optimizer });
      for (let step = 0; step < 10; step++) {
        await train(bound, data, 1);
        holds(bound);
        await train(free, data, 1);
      }
      expect(() => holds(free)).toThrow();
    });
});

/** A matrix [in, units] as Keras's constraint of axis 0 makes it, in float64; its 1e-7 is left out. */
function keras(w: readonly number[], units: number, wanted: (norm: number) => number): number[] {
  const norm = (unit: number): number => Math.hypot(...w.filter((_, i) => i % units === unit));
  return w.map((x, i) => (norm(i % units) === 0 ? x : (x * wanted(norm(i % units))) / norm(i % units)));
}

describe("constraints are Keras's", () => {
  const w = [0.3, -2, 0, 1.5, 0.1, 0, -0.7, 3, 0, 2, -0.2, 0];
  const project = (rule: Constraint, shape: readonly number[]): Float32Array => {
    const view = memory.floats(w.length);
    view.set(w);
    rule.project(memory.kernels, view, shape);
    return view;
  };
  const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
  const cases: readonly (readonly [string, Constraint, (norm: number) => number])[] = [
    ["maxNorm", maxNorm(), (n) => clamp(n, 0, 2)],
    ["unitNorm", unitNorm(), () => 1],
    ["minMaxNorm", minMaxNorm(), (n) => clamp(n, 0, 1)],
    ["minMaxNorm, half-way", minMaxNorm({ least: 2, most: 3, rate: 0.5 }), (n) => 0.5 * clamp(n, 2, 3) + 0.5 * n],
  ];

  it.each(cases)("%s over columns of [in, units], a column of zeros staying", (_, rule, wanted) =>
    expectClose(project(rule, [4, 3]), keras(w, 3, wanted), { relative: 1e-6, absolute: 0 }),
  );

  it.each(cases)("%s over filters of [units, in, h, w]", (_, rule, wanted) => {
    const filters = [0, 1].map((unit) => w.slice(unit * 6, unit * 6 + 6));
    const expected = filters.flatMap((filter) => keras(filter, 1, wanted));
    expectClose(project(rule, [2, 3, 2, 1]), expected, { relative: 1e-6, absolute: 0 });
  });

  it("nonNegative keeps what is positive and makes +0 of the rest", () => {
    const found = project(nonNegative(), [4, 3]);
    expect([...found]).toEqual(w.map((x) => Math.fround(Math.max(x, 0))));
    expect(found.every((x) => !Object.is(x, -0))).toBe(true);
  });

  it("norms of a vector are nobody's", () => {
    for (const [, rule] of cases) expect([...project(rule, [12])]).toEqual(w.map(Math.fround));
  });
});

describe("maxNorm", () => {
  it("leaves small weights and biases alone", async () => {
    const bound = await trainerOf(runtime, { constraints: [maxNorm(1e6)] });
    const free = await trainerOf(runtime);
    for (const trainer of [bound, free]) await train(trainer, data, 5);
    expect(bound.tensors()).toEqual(free.tensors());
  });
});

describe("what constraints refuse", () => {
  it.each([
    ["a limit of zero", () => maxNorm(0)],
    ["a least norm above the largest", () => minMaxNorm({ least: 2, most: 1 })],
    ["a rate above 1", () => minMaxNorm({ rate: 2 })],
  ] as const)("%s", (_, make) => expect(make).toThrow(expect.objectContaining({ code: "E311" })));
});
