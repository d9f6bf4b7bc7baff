import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stopping } from "../../src/decide/index.ts";
import { errors, history, stopsAfter } from "./make.ts";

// The definitions of Prechelt 1998, section 2, over a whole history: E(t) and train(t) with t from 1.
type Errors = readonly number[];
const at = (e: Errors, t: number): number => e[t - 1]!;
const gl = (e: Errors, t: number): number => 100 * (at(e, t) / Math.min(...e.slice(0, t)) - 1);
const progress = (train: Errors, t: number, k: number): number => {
  const strip = train.slice(t - k, t);
  return 1000 * (strip.reduce((a, b) => a + b, 0) / (k * Math.min(...strip)) - 1);
};
const ups = (e: Errors, s: number, t: number, k: number): boolean =>
  t > k && at(e, t) > at(e, t - k) && (s === 1 || ups(e, s - 1, t - k, k));
const first = (e: Errors, stops: (t: number) => boolean): number | undefined =>
  e.map((_, i) => i + 1).find((t) => stops(t));
const endsStrip = (t: number, k: number): boolean => t % k === 0;

const strip = fc.integer({ min: 1, max: 6 });

describe("Prechelt's criteria stop where the paper's formulas, in float64, say", () => {
  it("GL: the first epoch with GL(t) > α", () => {
    fc.assert(
      fc.property(errors, fc.double({ min: 0, max: 200, noNaN: true }), (e, alpha) => {
        // At equality up to rounding either answer is right.
        fc.pre(e.every((_, i) => Math.abs(gl(e, i + 1) - alpha) > 1e-9));
        expect(stopsAfter(stopping.gl(alpha), history(e))).toBe(first(e, (t) => gl(e, t) > alpha));
      }),
      { numRuns: 300 },
    );
  });

  it("PQ: the first end of a strip with GL(t) / P_k(t) > α", () => {
    fc.assert(
      fc.property(errors, errors, fc.double({ min: 0, max: 3, noNaN: true }), strip, (e, given, alpha, k) => {
        const train = e.map((_, i) => given[i % given.length]!);
        const quotient = (t: number): number => gl(e, t) / progress(train, t, k);
        const ends = e.map((_, i) => i + 1).filter((t) => endsStrip(t, k));
        fc.pre(ends.every((t) => !(Math.abs(quotient(t) - alpha) < 1e-9)));
        const found = stopsAfter(stopping.pq({ alpha, stripEpochs: k }), history(e, "lower", train));
        expect(found).toBe(first(e, (t) => endsStrip(t, k) && quotient(t) > alpha));
      }),
      { numRuns: 300 },
    );
  });

  it("UP: s rises from end of strip to end of strip", () => {
    fc.assert(
      fc.property(errors, fc.integer({ min: 1, max: 4 }), strip, (e, s, k) => {
        const found = stopsAfter(stopping.up({ strips: s, stripEpochs: k }), history(e));
        expect(found).toBe(first(e, (t) => endsStrip(t, k) && ups(e, s, t, k)));
      }),
      { numRuns: 300 },
    );
  });

  it("exact epochs of one curve: falling to epoch 4, then rising by 2 a time", () => {
    const e = [100, 80, 60, 50, 52, 54, 56, 58, 60, 62, 64, 66];
    const stands = e.map((_, i) => 100 - Math.min(i, 5));
    const seen = history(e, "lower", stands);
    expect(stopsAfter(stopping.gl(4), seen)).toBe(6);
    expect(stopsAfter(stopping.gl(3.99), seen)).toBe(5);
    expect(stopsAfter(stopping.gl(100), seen)).toBeUndefined();
    expect(stopsAfter(stopping.up({ strips: 2, stripEpochs: 2 }), seen)).toBe(8);
    expect(stopsAfter(stopping.up({ strips: 4, stripEpochs: 2 }), seen)).toBe(12);
    expect(stopsAfter(stopping.up({ strips: 5, stripEpochs: 2 }), seen)).toBeUndefined();
    // Epoch 5: GL 4 over P₅ = 1000 · 2 / 96. Epoch 10: GL 24, training stands still.
    expect(stopsAfter(stopping.pq({ alpha: (4 * 96) / 2000 - 1e-9 }), seen)).toBe(5);
    expect(stopsAfter(stopping.pq({ alpha: (4 * 96) / 2000 + 1e-9 }), seen)).toBe(10);
  });

  it("where larger is better, GL is the loss against the best relative to it", () => {
    expect(stopsAfter(stopping.gl(9.99), history([0.5, 1, 0.9], "higher"))).toBe(3);
    expect(stopsAfter(stopping.gl(10.01), history([0.5, 1, 0.9], "higher"))).toBeUndefined();
    expect(stopsAfter(stopping.up({ strips: 1, stripEpochs: 1 }), history([0.5, 1, 0.9], "higher"))).toBe(3);
  });

  it("a perfect score that is lost stops GL, one that is kept does not", () => {
    expect(stopsAfter(stopping.gl(1e6), history([1, 0, 0, 1e-9]))).toBe(4);
  });

  it("PQ without a training loss is told what it needs", () => {
    const pq = stopping.pq();
    expect(() => pq.observe(pq.init(), { epoch: 1, score: 1, better: "lower" })).toThrow("training loss");
  });
});
