import { afterAll, describe, expect, it } from "vitest";
import { mul } from "../../src/graph/index.ts";
import { dropout, linear, module, relu, sequential } from "../../src/nn/index.ts";
import { adam, adamW, sgd } from "../../src/optim/index.ts";
import { early, late, reduceOnPlateau } from "../../src/optim/schedule/index.ts";
import { l1 } from "../../src/penalty/index.ts";
import { createRuntime } from "../../src/run/index.ts";
import { type Checkpoint, type LoopOptions, trainLoop } from "../../src/train/loop.ts";
import { rmse } from "../../src/train/metrics/index.ts";
import type { StrengthSchedules } from "../../src/train/strengths.ts";
import type { Trainer } from "../../src/train/trainer.ts";
import { hashOf, linearTable, trainerOf } from "../support/training.ts";

const runtime = await createRuntime();
afterAll(() => runtime.dispose());
const [data, validation] = [linearTable(64, 4), linearTable(40, 4, 0.1, 6)];

const newTrainer = (): Promise<Trainer> =>
  trainerOf(runtime, {
    model: sequential(linear(8), relu(), dropout(0.5), linear(8), dropout(0.25), linear(1)),
    penalties: [l1(0.01)],
    optimizer: adam(0.01),
  });

/** Trains, and records all strengths as they are while each step runs. */
async function watch(
  trainer: Trainer,
  strengths: StrengthSchedules,
  given: Partial<LoopOptions> = {},
): Promise<Record<string, number>[]> {
  const seen: Record<string, number>[] = [];
  const step = trainer.step.bind(trainer);
  trainer.step = (examples, rows) => {
    seen.push(trainer.strengths());
    return step(examples, rows);
  };
  const options: LoopOptions = {
    ...{ trainer, train: data, validation, length: { epochs: 4 }, batchSize: 16, metric: rmse, strengths },
    interpret: ({ rows, y }, values) => ({ kind: "regression", rows, values, targets: y }),
    ...given,
  };
  for await (const event of trainLoop(options)) void event;
  return seen;
}

describe("strengths under schedules", () => {
  it("have at each step the value they began with times the factor, and that value again afterwards", async () => {
    const trainer = await newTrainer();
    trainer.setStrength("2.rate", 0.25);
    const before = trainer.strengths();
    const seen = await watch(trainer, { "2.rate": early(0.5), "penalty.l1.strength": late(0.5) });
    expect(seen.map((s) => s["2.rate"])).toEqual([...Array(16).keys()].map((i) => (i < 8 ? 0.25 * (1 - i / 8) : 0)));
    expect(seen.map((s) => s["penalty.l1.strength"])).toEqual(
      [...Array(16).keys()].map((i) => (i < 8 ? 0 : Math.fround(0.01))),
    );
    expect(new Set(seen.map((s) => s["4.rate"]))).toEqual(new Set([0.25]));
    expect(trainer.strengths()).toEqual(before);
  });

  it("named by their end are all that end so", async () => {
    const seen = await watch(await newTrainer(), { "*.rate": late({ from: 0.75 }) });
    expect(seen.map((s) => [s["2.rate"], s["4.rate"]])).toEqual(
      [...Array(16).keys()].map((i) => (i < 12 ? [0, 0] : [0.5, 0.25])),
    );
  });

  it("reach the program: dropout that is never on is no dropout", async () => {
    const scheduled = await newTrainer();
    await watch(scheduled, { "*.rate": late(1) });
    const off = await newTrainer();
    for (const name of ["2.rate", "4.rate"]) off.setStrength(name, 0);
    await watch(off, {});
    const on = await newTrainer();
    await watch(on, {});
    expect(hashOf(scheduled)).toBe(hashOf(off));
    expect(hashOf(scheduled)).not.toBe(hashOf(on));
  });

  it("go on from a checkpoint, what their schedules remember included", async () => {
    const strengths = { "*.rate": early(0.75), "penalty.l1.strength": reduceOnPlateau({ patience: 0, minDelta: 10 }) };
    const saved: Checkpoint[] = [];
    const checkpoint = { due: () => true, save: async (c: Checkpoint) => void saved.push(structuredClone(c)) };
    const whole = await newTrainer();
    const seen = await watch(whole, strengths, { checkpoint });
    expect(seen.at(-1)!["penalty.l1.strength"]).toBe(Math.fround(0.0025));
    for (const resume of [saved[3]!, saved[9]!]) {
      const again = await newTrainer();
      const loop = JSON.parse(JSON.stringify(resume.loop)) as Checkpoint["loop"];
      const rest = await watch(again, strengths, { resume: { ...resume, loop } });
      expect(rest).toEqual(seen.slice(-rest.length));
      expect(hashOf(again)).toBe(hashOf(whole));
      expect(again.strengths()).toEqual(whole.strengths());
    }
  });

  it("come back when the loop is left early or fails", async () => {
    const trainer = await newTrainer();
    const before = trainer.strengths();
    const fails: LoopOptions["interpret"] = () => {
      throw new Error("stop");
    };
    await expect(watch(trainer, { "2.rate": early() }, { interpret: fails })).rejects.toThrow("stop");
    expect(trainer.strengths()).toEqual(before);
  });

  it("that the model lacks are refused before the first step", async () => {
    const trainer = await newTrainer();
    for (const name of ["3.rate", "*.deviation"])
      await expect(watch(trainer, { [name]: early() })).rejects.toThrow(expect.objectContaining({ code: "E310" }));
    expect(trainer.steps).toBe(0);
  });
});

describe("strengths of the optimizer", () => {
  it.each([
    ["weightDecay", adamW({ learningRate: 0.01, weightDecay: 0.5 })],
    ["l2", sgd({ learningRate: 0.01, l2: 0.5 })],
  ] as const)("%s follows a schedule, goes with snapshots, and is none at zero", async (name, optimizer) => {
    const full = `optimizer.${name}`;
    const make = (): Promise<Trainer> => trainerOf(runtime, { optimizer });
    const [scheduled, off, on] = [await make(), await make(), await make()];
    expect(scheduled.strengths()).toEqual({ [full]: 0.5 });
    const seen = await watch(scheduled, { [full]: late(1) });
    expect(new Set(seen.map((s) => s[full]))).toEqual(new Set([0]));
    off.setStrength(full, 0);
    const plain = await trainerOf(runtime, { optimizer: name === "l2" ? sgd(0.01) : adam(0.01) });
    for (const trainer of [off, on, plain]) await watch(trainer, {});
    expect(hashOf(scheduled)).toBe(hashOf(off));
    expect(hashOf(scheduled)).toBe(hashOf(plain));
    expect(hashOf(scheduled)).not.toBe(hashOf(on));
    on.restore(off.snapshot());
    expect(on.strengths()).toEqual({ [full]: 0 });
  });

  it("are none when they are off", async () => {
    expect((await trainerOf(runtime, { optimizer: sgd(0.1) })).strengths()).toEqual({});
  });
});

it("a schedule multiplies what the user's own layer calls a strength too", async () => {
  const scaled = module("scaled", (x, { strength }) => mul(x, strength("factor", 2)));
  const trainer = await trainerOf(runtime, { model: sequential(linear(1), scaled) });
  const seen = await watch(trainer, { "1.factor": late(0.5) });
  expect([seen[0]!["1.factor"], seen.at(-1)!["1.factor"]]).toEqual([0, 2]);
});
