import { afterAll, describe, expect, it } from "vitest";
import { adam, maxNorm, sgd } from "../../src/optim/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { linearTable, train, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const data = linearTable(64, 4);

/** L2 norms of the incoming weights of each unit: columns of [in, units]. */
const norms = (trainer: Trainer, name: string): number[] => {
  const { shape, data: w } = trainer.tensors()[name]!;
  const [rows, units] = shape as [number, number];
  return Array.from({ length: units }, (_, unit) =>
    Math.hypot(...Array.from({ length: rows }, (__, row) => w[row * units + unit]!)),
  );
};

describe("maxNorm", () => {
  it.each([
    ["sgd", sgd(0.2)],
    ["adam", adam(0.2)],
  ] as const)("holds after every step of %s, and binds", async (_, optimizer) => {
    const bound = await trainerOf(runtime, { optimizer, constraints: [maxNorm(0.5)] });
    const free = await trainerOf(runtime, { optimizer });
    for (let step = 0; step < 15; step++) {
      await train(bound, data, 1);
      for (const name of ["0.weight", "2.weight"])
        expect(Math.max(...norms(bound, name))).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    }
    await train(free, data, 15);
    expect(Math.max(...norms(free, "0.weight"))).toBeGreaterThan(0.6);
    const untouched = norms(bound, "0.weight").filter((norm) => norm < 0.4999);
    expect(untouched.length).toBeLessThan(8);
  });

  it("leaves small weights and biases alone", async () => {
    const bound = await trainerOf(runtime, { constraints: [maxNorm(1e6)] });
    const free = await trainerOf(runtime);
    for (const trainer of [bound, free]) await train(trainer, data, 5);
    expect(bound.tensors()).toEqual(free.tensors());
  });
});
