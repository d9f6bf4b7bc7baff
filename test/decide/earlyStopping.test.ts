import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RegularizeError } from "../../src/core/index.ts";
import { type EarlyStoppingOptions, earlyStopping } from "../../src/decide/index.ts";
import type { StopDecision, StoppingState } from "../../src/train/stopping.ts";

/** Observes epochs from `from` on until the stop or the end of the scores. */
function run(
  options: EarlyStoppingOptions,
  scores: readonly number[],
  from = 0,
  state?: StoppingState,
): StopDecision[] {
  const stopping = earlyStopping(options);
  const decisions: StopDecision[] = [];
  let before = state ?? stopping.init();
  for (const [i, score] of scores.entries()) {
    const decision = stopping.observe(before, { epoch: from + i, score });
    decisions.push(decision);
    if (decision.stop) break;
    before = decision.state;
  }
  return decisions;
}

/** Keras 3's EarlyStopping.on_epoch_end, line for line: the epoch it stops at, or −1. */
function keras(scores: readonly number[], better: "higher" | "lower", minDelta: number, patience: number): number {
  let [wait, best] = [0, better === "higher" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY];
  for (const [epoch, score] of scores.entries()) {
    wait += 1;
    if (better === "higher" ? score - minDelta > best : score + minDelta < best) [best, wait] = [score, 0];
    else if (wait >= patience && epoch > 0) return epoch;
  }
  return -1;
}

// Multiples of 1/8 keep Keras's sums exact, so that "more than minDelta" is tested at equality too.
const eighth = fc.integer({ min: -24, max: 24 }).map((n) => n / 8);
const scores = fc.array(eighth, { minLength: 1, maxLength: 40 });
const better = fc.constantFrom("higher" as const, "lower" as const);
const minDelta = fc.integer({ min: 0, max: 8 }).map((n) => n / 8);
const patience = fc.integer({ min: 1, max: 6 });
const stopEpoch = (decisions: readonly StopDecision[]): number => (decisions.at(-1)!.stop ? decisions.length - 1 : -1);

describe("earlyStopping", () => {
  it("stops where Keras stops, in both directions and at equality with minDelta", () => {
    fc.assert(
      fc.property(scores, better, minDelta, patience, (values, direction, delta, wait) => {
        const decisions = run({ better: direction, minDelta: delta, patience: wait }, values);
        expect(stopEpoch(decisions)).toBe(keras(values, direction, delta, wait));
      }),
      { numRuns: 500 },
    );
  });

  it("stops exactly `patience` epochs after the last progress, and never before startEpoch + patience − 1", () => {
    fc.assert(
      fc.property(scores, patience, fc.integer({ min: 0, max: 10 }), (values, wait, startEpoch) => {
        const decisions = run({ better: "lower", minDelta: 0, patience: wait, startEpoch }, values);
        const last = decisions.findLastIndex((d) => d.improved);
        const due = Math.max(last, startEpoch - 1) + wait;
        expect(stopEpoch(decisions)).toBe(due < values.length ? due : -1);
      }),
    );
  });

  it("restores the best epoch even when it was no progress by minDelta", () => {
    const end = run({ better: "higher", minDelta: 0.5, patience: 2 }, [1, 1.125, 1.0625]).at(-1)!;
    expect(end).toMatchObject({ stop: true, reason: "patience", state: { best: { epoch: 1, score: 1.125 } } });
  });

  it("slow progress adds up: patience counts from the last score that beat the one before it by minDelta", () => {
    const rising = [0, 0.125, 0.25, 0.375, 0.5];
    const stop = (wait: number): number => stopEpoch(run({ better: "higher", minDelta: 0.25, patience: wait }, rising));
    // Progress at epochs 0 and 3 only.
    expect([stop(2), stop(3), stop(4)]).toEqual([2, -1, -1]);
    expect(run({ better: "higher", minDelta: 0.25, patience: 2 }, rising.slice(2)).at(-1)!.state.best!.epoch).toBe(2);
  });

  it("relative minDelta is a fraction of |last progress|, also below zero", () => {
    const at = (values: readonly number[], direction: "higher" | "lower"): number =>
      stopEpoch(run({ better: direction, minDelta: 0.25, minDeltaMode: "relative", patience: 1 }, values));
    expect(at([8, 6], "lower")).toBe(1);
    expect(at([8, 5.9], "lower")).toBe(-1);
    expect(at([8, 10], "higher")).toBe(1);
    expect(at([8, 10.1], "higher")).toBe(-1);
    expect(at([-8, -6], "higher")).toBe(1);
    expect(at([-8, -5.9], "higher")).toBe(-1);
  });

  it("counts epochs, not observations", () => {
    const stopping = earlyStopping({ better: "lower", patience: 10 });
    const first = stopping.observe(stopping.init(), { epoch: 5, score: 1 });
    const second = stopping.observe(first.state, { epoch: 10, score: 1 });
    expect(second.stop).toBe(false);
    expect(stopping.observe(second.state, { epoch: 15, score: 1 }).stop).toBe(true);
  });

  it("equal scores: the first epoch is best, or the last when asked", () => {
    const best = (ties: "first" | "last"): number | undefined =>
      run({ better: "higher", ties, patience: 9 }, [1, 2, 2, 1]).at(-1)!.state.best?.epoch;
    expect([best("first"), best("last")]).toEqual([1, 2]);
  });

  it("patience 15 and minDelta 1e-3 by default", () => {
    const flat = Array.from({ length: 30 }, (_, i) => 1 - i * 5e-5);
    expect(stopEpoch(run({ better: "lower" }, flat))).toBe(15);
  });

  it("a single number is the patience", () => {
    expect(earlyStopping(3).rules).toHaveLength(1);
    const stopping = earlyStopping(1);
    const first = stopping.observe(stopping.init(), { epoch: 0, score: 1, better: "lower" });
    expect(stopping.observe(first.state, { epoch: 1, score: 1, better: "lower" }).stop).toBe(true);
  });

  it("refuses unknown and illegal settings", () => {
    const wrong: readonly [unknown, string][] = [
      [{ better: "lower", patiense: 3 }, "E310"],
      [{ better: "lower", patience: 0 }, "E311"],
      [{ better: "lower", minDelta: -1 }, "E311"],
      [{ better: "down" }, "E311"],
      [{ better: "lower", smoothing: "mean" }, "E311"],
    ];
    for (const [options, code] of wrong)
      expect(() => earlyStopping(options as EarlyStoppingOptions)).toThrow(
        expect.objectContaining({ code }) as unknown as RegularizeError,
      );
  });
});
