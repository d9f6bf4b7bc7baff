import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../src/core/index.ts";
import { holm, meanAndError, pairedEffect } from "../../src/decide/index.ts";

interface Case {
  readonly differences: number[];
  readonly testFraction: number;
  readonly mean: number;
  readonly se: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}
const file = new URL("../fixtures/metrics/ttests.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];

describe("pairedEffect", () => {
  for (const c of cases)
    it(`equals SciPy: ${c.differences.length} repeats, testFraction ${c.testFraction.toFixed(2)}`, () => {
      const effect = pairedEffect(c.differences, { testFraction: c.testFraction });
      for (const fact of ["mean", "se", "low", "high", "p"] as const)
        expect(Math.abs(effect[fact] / c[fact] - 1), fact).toBeLessThan(1e-9);
      expect(effect.note).toBeUndefined();
    });

  it("one repeat cannot tell", () => {
    const effect = pairedEffect([0.02], { testFraction: 0.25 });
    expect([effect.mean, effect.n]).toEqual([0.02, 1]);
    expect([effect.se, effect.low, effect.high, effect.p]).toEqual([NaN, NaN, NaN, NaN]);
    expect(effect.note).toMatch(/can't tell: one repeat/u);
  });

  it("equal differences have no error, also when their last bits differ", () => {
    const effect = pairedEffect([0.81 - 0.8, 0.79 - 0.78, 0.82 - 0.81], { testFraction: 0 });
    expect(effect.mean).toBeCloseTo(0.01, 12);
    expect([effect.low, effect.p]).toEqual([NaN, NaN]);
    expect(effect.note).toMatch(/same difference/u);
  });

  it("no difference in any repeat is an effect of exactly 0", () => {
    const effect = pairedEffect([0, 0, 0], { testFraction: 0.25 });
    expect(effect).toMatchObject({ mean: 0, low: 0, high: 0, p: 1 });
  });

  it("a missing score is said, not skipped; none at all cannot tell", () => {
    expect(pairedEffect([0.1, Number.NaN, 0.2], { testFraction: 0 })).toMatchObject({
      mean: NaN,
      p: NaN,
      note: "can't tell: 1 of 3 repeats has no score",
    });
    expect(pairedEffect([], { testFraction: 0 }).note).toMatch(/no repeats/u);
  });

  it("refuses a testFraction below 0 and a level outside (0, 1)", () => {
    expect(() => pairedEffect([1, 2], { testFraction: -0.1 })).toThrow(/out of range/u);
    expect(() => pairedEffect([1, 2], { testFraction: 0, level: 1 })).toThrow(/out of range/u);
  });

  it("95 % intervals cover the truth 95 % of the time, p ≤ .05 in 5 % of nulls (independent repeats)", () => {
    const n = 4000;
    let [covered, claimed] = [0, 0];
    for (let i = 0; i < n; i++) {
      const random = randomOf(fold(keyOf(1), i));
      const noise = Array.from({ length: 5 }, () => random.normal());
      const effect = pairedEffect(
        noise.map((x) => 3 + 2 * x),
        { testFraction: 0 },
      );
      if (effect.low <= 3 && 3 <= effect.high) covered++;
      if (pairedEffect(noise, { testFraction: 0 }).p <= 0.05) claimed++;
    }
    const sigma = Math.sqrt((0.05 * 0.95) / n);
    expect(Math.abs(covered / n - 0.95)).toBeLessThanOrEqual(3 * sigma);
    expect(Math.abs(claimed / n - 0.05)).toBeLessThanOrEqual(3 * sigma);
  });

  /**
   * Two "models" that predict a constant estimated from disjoint coordinates of the training rows: under the null both are
   * equally good on average, and repeats that split the same rows anew share most of their training rows.
   */
  it("resplitting the same rows: the correction keeps false positives ≤ 5 %, without it they abound", () => {
    const [n, rows, repeats, validation] = [600, 60, 10, 12];
    let [corrected, naive] = [0, 0];
    for (let i = 0; i < n; i++) {
      const random = randomOf(fold(keyOf(2), i));
      const data = Array.from({ length: rows }, () => [random.normal(), random.normal()] as const);
      const differences = Array.from({ length: repeats }, () => {
        const order = data.map((row) => ({ row, at: random.uniform() })).sort((a, b) => a.at - b.at);
        const [held, train] = [order.slice(0, validation), order.slice(validation)];
        const loss = (k: 0 | 1): number => {
          const center = meanAndError(train.map(({ row }) => row[k])).mean;
          return meanAndError(held.map(({ row }) => (row[k] - center) ** 2)).mean;
        };
        return loss(0) - loss(1);
      });
      if (pairedEffect(differences, { testFraction: validation / (rows - validation) }).p <= 0.05) corrected++;
      if (pairedEffect(differences, { testFraction: 0 }).p <= 0.05) naive++;
    }
    const sigma = Math.sqrt((0.05 * 0.95) / n);
    expect(corrected / n).toBeLessThanOrEqual(0.05 + 3 * sigma);
    expect(naive / n).toBeGreaterThan(0.15);
  });
});

describe("meanAndError", () => {
  it("is the mean and s/√n", () => {
    expect(meanAndError([1, 2, 3, 4])).toEqual({ mean: 2.5, se: Math.sqrt(5 / 3 / 4), n: 4 });
    expect(meanAndError([7])).toEqual({ mean: 7, se: NaN, n: 1 });
  });
});

describe("holm", () => {
  it("equals R's p.adjust(p, 'holm')", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

  it("rejects what the step-down procedure rejects", () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (p, alpha) => {
        const sorted = [...p].sort((a, b) => a - b);
        const firstKept = sorted.findIndex((x, i) => x * (p.length - i) > alpha);
        const rejected = firstKept < 0 ? p.length : firstKept;
        expect(holm(p).filter((x) => x <= alpha)).toHaveLength(rejected);
      }),
    );
  });

  it("ignores NaN and keeps the order given", () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const adjusted = holm([...p, Number.NaN]);
        expect(adjusted.at(-1)).toBeNaN();
        expect(adjusted.slice(0, -1)).toEqual(holm(p));
        expect(holm([...p].reverse())).toEqual(holm(p).reverse());
      }),
    );
  });
});
