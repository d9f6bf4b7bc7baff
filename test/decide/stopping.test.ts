import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stopping } from "../../src/decide/index.ts";
import type { RuledStopping } from "../../src/decide/stopping/define.ts";
import type { Observed, StopDecision, StoppingState } from "../../src/train/stopping.ts";
import { errors, follow, history, stopsAfter } from "./make.ts";

const { anyOf, divergence, earlyStopping, finite, gl, pq, timeBudget, up } = stopping;

/** A clock that every epoch of these tests advances by one second. */
const atEpoch = { seconds: 0 };
const clock = (): number => 1000 + atEpoch.seconds;
function tick(seen: readonly Observed[]): Observed[] {
  return seen.map((epoch) => ({
    ...epoch,
    get score() {
      atEpoch.seconds = epoch.epoch;
      return epoch.score;
    },
  }));
}

const members: Readonly<Record<string, () => RuledStopping>> = {
  divergence: () => divergence(2),
  earlyStopping: () => earlyStopping({ patience: 3, minDelta: 0.5 }),
  "earlyStopping, averaged": () => earlyStopping({ patience: 3, minDelta: 0, smoothing: "average" }),
  "earlyStopping, median": () => earlyStopping({ patience: 3, minDelta: 0, smoothing: "median", smoothingEpochs: 4 }),
  finite: () => finite(),
  gl: () => gl(50),
  pq: () => pq({ alpha: 0.5, stripEpochs: 3 }),
  timeBudget: () => timeBudget(12, { clock }),
  up: () => up({ strips: 2, stripEpochs: 2 }),
  anyOf: () => anyOf(earlyStopping(6), up({ strips: 3, stripEpochs: 2 }), gl(120), timeBudget(30, { clock })),
};

describe.each(Object.entries(members))("%s", (name, make) => {
  it("a run cut anywhere, its state through JSON, decides as the uninterrupted run", () => {
    let stops = 0;
    fc.assert(
      fc.property(errors, fc.nat(40), fc.constantFrom("higher" as const, "lower" as const), (e, cut, better) => {
        const seen = tick(history(e, better));
        atEpoch.seconds = 0;
        const whole = follow(make(), seen);
        stops += Number(whole.at(-1)!.stop);
        const head = whole.slice(0, cut);
        if (head.length === 0 || head.at(-1)!.stop) return;
        atEpoch.seconds = head.length;
        const saved = JSON.parse(JSON.stringify(head.at(-1)!.state)) as StoppingState;
        expect([...head, ...follow(make(), seen.slice(cut), saved)]).toEqual(whole);
      }),
      { numRuns: 200 },
    );
    if (name !== "finite") expect(stops).toBeGreaterThan(10);
  });

  it("finds the one best epoch, whatever else it looks at", () => {
    fc.assert(
      fc.property(errors, (e) => {
        const decisions = follow(make(), tick(history(e)));
        const seen = e.slice(0, decisions.length);
        expect(decisions.at(-1)!.state.best).toEqual({
          epoch: seen.indexOf(Math.min(...seen)) + 1,
          score: Math.min(...seen),
        });
        decisions.forEach(({ improved, state }, i) => {
          expect(improved).toBe(state.best!.epoch === i + 1);
        });
      }),
      { numRuns: 50 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "a score of %s stops at once as diverged and leaves the state alone",
    (score) => {
      const decisions = follow(make(), history([3, 2, score, 1]));
      expect(decisions).toHaveLength(3);
      expect(decisions[2]).toMatchObject({ stop: true, reason: "diverged", improved: false });
      expect(decisions[2]!.state).toBe(decisions[1]!.state);
    },
  );

  it("does not change the state it was given", () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      Object.values(Object.freeze(value)).forEach(freeze);
    };
    const made = make();
    let state = made.init();
    for (const epoch of history([5, 4, 6, 7, 3])) {
      freeze(state);
      const decision = made.observe(state, epoch);
      if (decision.stop) return;
      state = decision.state;
    }
    expect(state.best!.epoch).toBe(5);
  });

  it("refuses a score whose direction nobody knows", () => {
    const made = make();
    expect(() => made.observe(made.init(), { epoch: 1, score: 1 })).toThrow(expect.objectContaining({ code: "E311" }));
  });
});

describe("a smoothed monitor", () => {
  // Falls by 1 in ten epochs, under noise of ±3.
  const noisy = Array.from({ length: 40 }, (_, i) => 20 - 0.1 * i + (i % 4 === 1 ? 0 : i % 2 === 0 ? 3 : -3 + (i % 3)));

  it.each([
    ["average", (e: readonly number[], t: number, k: number) => average(e.slice(0, t), k)],
    ["median", (e: readonly number[], t: number, k: number) => median(e.slice(Math.max(0, t - k), t))],
  ] as const)("%s: patience counts over the closed form of the scores so far", (smoothing, closed) => {
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 }), (e, patience, k) => {
        const calm = e.map((_, i) => closed(e, i + 1, k));
        // Where two smoothed scores are equal up to rounding either answer is right.
        fc.pre(calm.every((a, i) => calm.every((b, j) => i === j || a === b || Math.abs(a - b) > 1e-9)));
        fc.pre(smoothing === "median" || new Set(calm).size === calm.length);
        const given = { patience, minDelta: 0 } as const;
        const found = stopsAfter(earlyStopping({ ...given, smoothing, smoothingEpochs: k }), history(e));
        expect(found).toBe(stopsAfter(earlyStopping(given), history(calm)));
      }),
      { numRuns: 200 },
    );
  });

  it("goes on where the raw score's noise would have stopped, and still finds the raw score's best epoch", () => {
    const raw = stopsAfter(earlyStopping({ patience: 6, minDelta: 0 }), history(noisy));
    expect(raw).toBeLessThan(20);
    for (const smoothing of ["average", "median"] as const) {
      const decisions = follow(
        earlyStopping({ patience: 6, minDelta: 0, smoothing, smoothingEpochs: 8 }),
        history(noisy),
      );
      expect(decisions).toHaveLength(40);
      expect(decisions.at(-1)!.state.best!.epoch).toBe(noisy.indexOf(Math.min(...noisy)) + 1);
    }
  });
});

function average(scores: readonly number[], k: number): number {
  const keep = 1 - 2 / (k + 1);
  const weights = scores.map((_, i) => keep ** (scores.length - 1 - i));
  return scores.reduce((sum, s, i) => sum + weights[i]! * s, 0) / weights.reduce((a, b) => a + b, 0);
}
function median(scores: readonly number[]): number {
  const sorted = scores.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!;
}

describe("divergence", () => {
  it("compares with factor × the first score, or ÷ where larger is better, and the other way round below zero", () => {
    const stop = (scores: readonly number[], better: "lower" | "higher", given: { baseline?: number } = {}) =>
      stopsAfter(divergence({ factor: 2, ...given }), history(scores, better));
    expect(stop([1, 2, 2.001], "lower")).toBe(3);
    expect(stop([0.8, 0.4, 0.399], "higher")).toBe(3);
    expect(stop([-4, -2, -1.99], "lower")).toBe(3);
    expect(stop([-1, -2, -2.01], "higher")).toBe(3);
    expect(stop([9, 1.4, 1.39, 1.41], "lower", { baseline: 0.7 })).toBe(1);
    expect(stop([1.4, 1.39, 1.41], "lower", { baseline: 0.7 })).toBe(3);
    expect(stop([0, 5], "lower")).toBeUndefined();
  });

  it("counts from the first score, not from the best", () => {
    expect(stopsAfter(divergence(2), history([8, 1, 15, 17]))).toBe(4);
  });
});

describe("timeBudget", () => {
  it("stops after the first epoch that ends when the time is up", () => {
    atEpoch.seconds = 0;
    expect(stopsAfter(timeBudget(7, { clock }), tick(history(Array<number>(20).fill(1))))).toBe(7);
    atEpoch.seconds = 0;
    expect(stopsAfter(timeBudget(6.5, { clock }), tick(history(Array<number>(20).fill(1))))).toBe(7);
  });

  it("does not count a pause between a stop and its resumption", () => {
    let now = 50;
    const made = timeBudget(10, { clock: () => now });
    const [first] = history([1]);
    const begun = made.init();
    now = 56;
    const { state } = made.observe(begun, first!);
    now = 5000;
    const again = timeBudget(10, { clock: () => now });
    now = 5003;
    const second = again.observe(state, first!);
    expect(second.stop).toBe(false);
    now = 5004;
    expect(again.observe(second.state, first!).stop).toBe(true);
  });

  it("a clock that is set back takes nothing away", () => {
    let now = 50;
    const made = timeBudget(10, { clock: () => now });
    const { state } = made.observe(made.init(), history([1])[0]!);
    now = 20;
    const after = made.observe(state, history([1])[0]!);
    expect(after.stop).toBe(false);
    now = 60;
    expect(made.observe(after.state, history([1])[0]!).stop).toBe(true);
  });
});

describe("finite", () => {
  it("stops at a training loss that is none", () => {
    const seen = history([3, 2, 1], "lower", [1, Number.POSITIVE_INFINITY, 1]);
    expect(follow(finite(), seen).at(-1)).toMatchObject({ stop: true, reason: "diverged" });
    expect(stopsAfter(finite(), seen)).toBe(2);
  });
});

describe("anyOf", () => {
  const parts = (): RuledStopping[] => [
    earlyStopping({ patience: 5, minDelta: 0 }),
    up({ strips: 2, stripEpochs: 2 }),
    gl(100),
    divergence(3),
  ];

  it("stops at the earliest of its parts, for the first reason that is due", () => {
    fc.assert(
      fc.property(errors, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), (e, chosen) => {
        const seen = history(e);
        const alone = chosen.map((i) => follow(parts()[i]!, seen));
        const ends = alone.map((decisions) => (decisions.at(-1)!.stop ? decisions.length : Number.POSITIVE_INFINITY));
        const earliest = Math.min(...ends);
        const together = follow(anyOf(...chosen.map((i) => parts()[i]!)), seen).at(-1)!;
        expect(together.stop).toBe(earliest < Number.POSITIVE_INFINITY);
        if (together.stop) expect(reasonOf(alone[ends.indexOf(earliest)]!.at(-1)!)).toBe(together.reason);
      }),
      { numRuns: 200 },
    );
  });

  it("may be nested, and nothing at all never stops", () => {
    const e = history([5, 4, 5, 6, 7, 8]);
    expect(stopsAfter(anyOf(anyOf(up({ strips: 2, stripEpochs: 2 })), anyOf()), e)).toBe(
      stopsAfter(up({ strips: 2, stripEpochs: 2 }), e),
    );
    expect(stopsAfter(anyOf(), e)).toBeUndefined();
    expect(follow(anyOf(), e).at(-1)!.state.best).toEqual({ epoch: 2, score: 4 });
  });

  it("refuses parts that disagree about the direction, and a score of another direction", () => {
    const [low, high] = [earlyStopping({ better: "lower" }), gl({ better: "higher" })];
    expect(() => anyOf(low, high)).toThrow(expect.objectContaining({ code: "E311" }));
    expect(() => low.observe(low.init(), history([1], "higher")[0]!)).toThrow("another than the one in the settings");
  });

  it("the last of equal scores is the best when a part says so", () => {
    const best = follow(anyOf(gl(), earlyStopping({ ties: "last" })), history([1, 1, 2])).at(-1)!.state.best!;
    expect(best.epoch).toBe(2);
  });
});

const reasonOf = (decision: StopDecision): string => (decision.stop ? decision.reason : "");
