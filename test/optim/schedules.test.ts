import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Schedule, ScheduleFactory } from "../../src/optim/schedule/define.ts";
import * as schedules from "../../src/optim/schedule/index.ts";
import {
  coslog4,
  cosineRestarts,
  early,
  exponential,
  flatCosine,
  late,
  multiStep,
  oneCycle,
  step,
} from "../../src/optim/schedule/index.ts";
import { expectClose } from "../support/close.ts";
import { torch } from "../support/fixtures.ts";

interface Case {
  readonly name: string;
  readonly schedule: string;
  readonly config: Readonly<Record<string, never>>;
  readonly lr: readonly number[];
}
const { schedules: cases } = torch<{ schedules: Case[] }>("optim2");
const makers: Readonly<Record<string, (config: Case["config"]) => Schedule>> = {
  step: (config) => step(config),
  multiStep: (config) => multiStep(config),
  exponential: (config) => exponential(config),
  cosineRestarts: (config) => cosineRestarts({ ...config, per: "epoch" }),
  oneCycle: (config) => oneCycle({ ...config, per: "epoch" }),
};

const STEPS = 8;
const at = (schedule: Schedule, epochs: number, time: number): number =>
  schedule.factor({ epoch: Math.floor(time), epochs, time, stepsPerEpoch: STEPS }, schedule.init());
const exactly = { relative: 1e-12, absolute: 1e-15 };

describe("over forty epochs, schedules are PyTorch's", () => {
  it.each(cases.map((c) => [c.name, c] as const))("%s", (_, { schedule, config, lr }) => {
    const made = makers[schedule]!(config);
    const rates = lr.map((__, epoch) => 0.1 * at(made, 40, epoch));
    expectClose(rates, lr, { relative: 1e-9, absolute: 1e-13 });
  });
});

describe("first, middle and last step of 12 epochs of 8 steps", () => {
  const last = 12 - 1 / STEPS;
  const cos = (share: number): number => 0.5 * (1 + Math.cos(Math.PI * share));
  it.each([
    ["step", step({ everyEpochs: 5, factor: 0.5 }), [1, 0.5, 0.25]],
    ["multiStep", multiStep({ milestones: [6, 11], factor: 0.5 }), [1, 0.5, 0.25]],
    ["exponential", exponential(0.9), [1, 0.9 ** 6, 0.9 ** 11]],
    ["exponential per step", exponential({ factor: 0.9, per: "step" }), [1, 0.9 ** 6, 0.9 ** last]],
    [
      "cosineRestarts",
      cosineRestarts({ periodEpochs: 4, final: 0.2 }),
      [1, 0.2 + 0.8 * cos(2 / 8), 0.2 + 0.8 * cos((last - 4) / 8)],
    ],
    ["oneCycle", oneCycle(), [1 / 25, 1e-5 + (1 - 1e-5) * cos((6 - 3 + 1 / 8) / (last - 3 + 1 / 8)), 1e-5]],
    [
      "oneCycle, linear",
      oneCycle({ shape: "linear", warmup: 0.5, div: 10, divFinal: 10 }),
      [0.1, 1 - (0.9 * (1 / 8)) / 6, 0.1],
    ],
    [
      "coslog4",
      coslog4(),
      [
        0,
        0.5 * (1 - Math.cos(2 * Math.PI * Math.log2(8.5))),
        0.5 * (1 - Math.cos(2 * Math.PI * Math.log2(1 + (15 * last) / 12))),
      ],
    ],
    ["flatCosine", flatCosine({ flat: 0.5, final: 0.1 }), [1, 1, 0.1 + 0.9 * cos((last - 6) / 6)]],
    ["early", early(0.75), [1, 1 - 6 / 9, 0]],
    ["early, constant", early({ until: 0.75, shape: "constant" }), [1, 1, 0]],
    ["late", late(0.75), [0, 0, 1]],
  ] as const)("%s", (_, schedule, expected) => {
    expectClose(
      [0, 6, last].map((time) => at(schedule, 12, time)),
      expected,
      exactly,
    );
  });
});

describe("landmarks", () => {
  it("oneCycle peaks at the last step of its warm-up", () => {
    const times = Array.from({ length: 12 * STEPS }, (_, i) => i / STEPS);
    const factors = times.map((time) => at(oneCycle(), 12, time));
    expect(times[factors.indexOf(1)]).toBe(3 - 1 / STEPS);
    expect(Math.max(...factors)).toBe(1);
  });

  it("coslog4 is at its top at (2^(i − ½) − 1) / 15 and at zero at (2^i − 1) / 15", () => {
    for (const i of [1, 2, 3, 4]) {
      expectClose([at(coslog4(), 1, (2 ** (i - 0.5) - 1) / 15)], [1], exactly);
      expect(Math.abs(at(coslog4(), 1, (2 ** i - 1) / 15))).toBeLessThan(1e-12);
    }
  });

  it("early and late of one share fill the whole training, and never overlap", () => {
    for (const time of [0, 2.9, 3, 3.1, 11.9])
      expect(at(early({ until: 0.25, shape: "constant" }), 12, time) + at(late(0.25), 12, time)).toBe(1);
  });

  it("by epochs nothing moves within an epoch", () => {
    for (const make of [oneCycle, cosineRestarts, exponential] as const)
      expect(new Set([3, 3.25, 3.875].map((time) => at(make({ per: "epoch" }), 12, time))).size).toBe(1);
  });
});

describe("laws of every schedule", () => {
  const all = Object.entries(schedules) as [string, ScheduleFactory][];
  it.each(all)("%s gives a share of the base value in [0, 1], at any time of any training", (_, make) => {
    const schedule = make();
    const property = fc.property(
      fc.double({ min: 0.1, max: 500, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (epochs, share) => {
        const factor = at(schedule, epochs, share * epochs);
        expect(factor).toBeGreaterThanOrEqual(0);
        expect(factor).toBeLessThanOrEqual(1);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});
