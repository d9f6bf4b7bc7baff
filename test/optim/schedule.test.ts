import { describe, expect, it } from "vitest";
import type { Schedule, ScheduleState } from "../../src/optim/schedule/define.ts";
import { constant, cosine, reduceOnPlateau } from "../../src/optim/schedule/index.ts";
import { expectClose } from "../support/close.ts";
import { torch } from "../support/fixtures.ts";

type MetricName = "loss" | "accuracy" | "signed";
interface CosineCase {
  readonly name: string;
  readonly schedule: "cosine" | "warmupCosine";
  readonly config: {
    readonly lr: number;
    readonly periodEpochs: number;
    readonly minLr: number;
    readonly warmupEpochs?: number;
    readonly startFactor?: number;
  };
  readonly lr: readonly number[];
}
interface PlateauCase {
  readonly name: string;
  readonly schedule: "reduceOnPlateau";
  readonly metric: MetricName;
  readonly config: {
    readonly lr: number;
    readonly factor: number;
    readonly patience: number;
    readonly cooldown: number;
    readonly minLr: number;
    readonly eps: number;
    readonly mode: "min" | "max";
    readonly threshold: number;
    readonly thresholdMode: "rel" | "abs";
  };
  readonly lr: readonly number[];
  readonly best: readonly number[];
  readonly badEpochs: readonly number[];
  readonly cooldownLeft: readonly number[];
}
const { cases, metrics } = torch<{
  cases: (CosineCase | PlateauCase)[];
  metrics: Record<MetricName, number[]>;
}>("schedules");
const isPlateau = (c: CosineCase | PlateauCase): c is PlateauCase => c.schedule === "reduceOnPlateau";

/** Steps of an epoch, a power of two so that times are exact. */
const STEPS = 8;
const exactly = { relative: 1e-12, absolute: 1e-15 };
const factors = (schedule: Schedule, epochs: number, times: readonly number[]): number[] =>
  times.map((time) =>
    schedule.factor({ epoch: Math.floor(time), epochs, time, stepsPerEpoch: STEPS }, schedule.init()),
  );

describe("cosine", () => {
  it.each(cases.filter((c) => !isPlateau(c)).map((c) => [c.name, c] as const))("%s is PyTorch's by epochs", (_, c) => {
    const { lr, periodEpochs, minLr, warmupEpochs = 0, startFactor = 0 } = c.config;
    const schedule = cosine({ final: minLr / lr, warmupEpochs, warmupStart: startFactor, per: "epoch" });
    const epochs = warmupEpochs + periodEpochs;
    const times = c.lr.map((__, epoch) => epoch).filter((epoch) => epoch <= epochs);
    const rates = factors(schedule, epochs, times).map((factor) => factor * lr);
    expectClose(rates, c.lr.slice(0, times.length), { relative: 1e-9, absolute: 1e-12 });
  });

  it("stays at its end, where PyTorch's rises again", () => {
    const schedule = cosine({ final: 0.1, per: "epoch" });
    expect(factors(schedule, 10, [10, 12, 15, 20])).toEqual([0.1, 0.1, 0.1, 0.1]);
    const torchs = cases.find((c): c is CosineCase => c.name === "short")!.lr;
    expect(torchs[15]!).toBeGreaterThan(torchs[10]! * 10);
  });

  it("by steps: first, middle and last step follow the formula", () => {
    const schedule = cosine({ warmupEpochs: 2, warmupStart: 0.25, final: 0.01 });
    const [epochs, steps] = [12, 8];
    const last = epochs - 1 / steps;
    const found = factors(schedule, epochs, [0, 1, 2, 7, last]);
    const tail = 0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (last - 2)) / 10));
    expectClose(found, [0.25, 0.625, 1, 0.505, tail], exactly);
  });

  it("per epoch does not move within an epoch, per step does", () => {
    expect(new Set(factors(cosine({ per: "epoch" }), 5, [1, 1.2, 1.9])).size).toBe(1);
    expect(new Set(factors(cosine(), 5, [1, 1.2, 1.9])).size).toBe(3);
  });

  it("a warm-up as long as the training never divides by zero", () => {
    expectClose(factors(cosine({ warmupEpochs: 4 }), 4, [0, 2, 4]), [0, 0.5, 1], exactly);
  });
});

/** Observes a metric epoch by epoch, as a loop would; what was in force during each epoch and known after it. */
function follow(
  schedule: Schedule,
  scores: readonly number[],
  better: "higher" | "lower",
): { during: number; after: ScheduleState }[] {
  let state = schedule.init();
  return scores.map((score, epoch) => {
    const during = schedule.factor({ epoch, epochs: scores.length, time: epoch, stepsPerEpoch: STEPS }, state);
    state = schedule.observe(state, { score, better });
    return { during, after: state };
  });
}

const ours = ({ config: c }: PlateauCase): Schedule =>
  reduceOnPlateau({
    ...{ factor: c.factor, patience: c.patience, cooldown: c.cooldown, minDelta: c.threshold },
    mode: c.thresholdMode === "rel" ? "relative" : "absolute",
    least: c.minLr / c.lr,
  });

describe("reduceOnPlateau", () => {
  // minEps: we have no `eps`, a cut of any size happens. signedRel: a relative threshold of a negative best is taken of
  // its size; PyTorch's lets worse scores pass.
  const ourOwn = ["minEps", "signedRel"];
  it.each(cases.filter(isPlateau).map((c) => [c.name, c] as const))("%s", (name, c) => {
    const seen = follow(ours(c), metrics[c.metric], c.config.mode === "min" ? "lower" : "higher");
    const rates = seen.map((epoch) => epoch.during * c.config.lr);
    if (ourOwn.includes(name)) {
      expect(rates).not.toEqual(c.lr);
      return;
    }
    expectClose(rates, c.lr, { relative: 1e-9, absolute: 0 }, "rate");
    for (const field of ["best", "badEpochs", "cooldownLeft"] as const)
      expectClose(
        seen.map((epoch) => epoch.after[field]!),
        c[field],
        { relative: 1e-12, absolute: 0 },
        field,
      );
  });

  it("with a negative best, relative asks for an improvement by a share of its size", () => {
    const schedule = reduceOnPlateau({ patience: 0, factor: 0.5, minDelta: 0.1 });
    const scores = [-1, -0.95, -1.05, -1.11];
    expect(follow(schedule, scores, "lower").map((e) => e.after["best"])).toEqual([-1, -1, -1, -1.11]);
  });

  it("never takes NaN or infinity for an improvement, and counts them as bad epochs", () => {
    const schedule = reduceOnPlateau({ patience: 1, factor: 0.5 });
    const seen = follow(schedule, [Number.NaN, 1, Number.NaN, Number.NEGATIVE_INFINITY, 0.5], "lower");
    expect(seen.map((e) => e.after["best"])).toEqual([undefined, 1, 1, 1, 0.5]);
    expect(seen.at(-1)!.during).toBe(0.5);
    const high = follow(schedule, [Number.POSITIVE_INFINITY, 5, 4], "lower");
    expect(high.map((e) => e.after["best"])).toEqual([undefined, 5, 4]);
  });

  it("its state is plain numbers that survive JSON from the start", () => {
    const schedule = reduceOnPlateau({ patience: 0 });
    const afterNaN = schedule.observe(schedule.init(), { score: Number.NaN, better: "lower" });
    const after = schedule.observe(afterNaN, { score: 1, better: "lower" });
    for (const state of [schedule.init(), afterNaN, after]) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe("constant", () => {
  it("is 1 throughout", () => expect(factors(constant(), 3, [0, 1.5, 3])).toEqual([1, 1, 1]));
});
