import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networksFor, sharesOf } from "../../src/job/tune/model/shares.ts";
import type { Predictions } from "../../src/train/metrics/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";

const rmse = metricFor("regression", "rmse");
const accuracy = metricFor("binary", "accuracy");
const values = (all: readonly number[]): Predictions => ({
  ...{ kind: "regression", rows: all.length },
  ...{ values: Float32Array.from(all), targets: new Float32Array(all.length) },
});
const sure = (all: readonly number[]): Predictions => ({
  ...{ kind: "binary", rows: all.length, classes: 2, targets: new Float32Array(all.length) },
  probabilities: Float32Array.from(all.flatMap((p) => [p, 1 - p])),
});
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);

/** What the mean of candidates by their shares scores, each repeat by itself. */
function scoreOf(said: readonly (readonly Float32Array[])[], shares: readonly number[]): number {
  const scores = said[0]!.map((first, r) => {
    const mean = first.map((_, i) => sum(said.map((own, c) => shares[c]! * own[r]![i]!)));
    return Math.sqrt(sum([...mean.map((x) => x * x)]) / mean.length);
  });
  return sum(scores) / scores.length;
}

describe("shares of a mean", () => {
  it("are those of mistakes that cancel out: of targets 0, +1 and −2 by two thirds and one", () => {
    const said = [[values([1, 1, 1])], [values([-2, -2, -2])], [values([9, -9, 9])]];
    const [plus, minus, other] = sharesOf(said, rmse);
    expect(plus).toBeCloseTo(2 / 3, 10);
    expect(minus).toBeCloseTo(1 / 3, 10);
    expect(other).toBe(0);
  });

  it("go to the one that is right, though it is not among the first two", () => {
    const shares = sharesOf([[sure([0.1, 0.4])], [sure([0.4, 0.2])], [sure([0.95, 0.98])]], accuracy);
    expect(shares.indexOf(Math.max(...shares))).toBe(2);
  });

  it("sum to 1, and on one repeat are never worse than the mean of the first two", () => {
    const number = fc.integer({ min: -20, max: 20 });
    const rows = 4;
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 4 })
          .chain((n) =>
            fc.array(fc.array(number, { minLength: rows, maxLength: rows }), { minLength: n, maxLength: n }),
          ),
        fc.integer({ min: 1, max: 4 }),
        (all, repeats) => {
          const of = (r: number) => all.map((own) => own.map((x, i) => x + (r * i) / 2));
          const said = all.map((_, c) => Array.from({ length: repeats }, (__, r) => values(of(r)[c]!)));
          const shares = sharesOf(said, rmse);
          expect(sum(shares)).toBeCloseTo(1, 10);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
          if (repeats > 1) return;
          const plain = all.map((own) => [Float32Array.from(own)]);
          const pair = all.map((_, c) => (c < 2 ? 0.5 : 0));
          expect(scoreOf(plain, shares)).toBeLessThanOrEqual(scoreOf(plain, pair) + 1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("become networks: by share, none that a candidate has not, the first always, so many at most", () => {
    expect(networksFor([0.5, 0.3, 0.2], [8, 5, 5], 16)).toEqual([8, 5, 3]);
    expect(networksFor([0.5, 0.5], [10, 10], 12)).toEqual([6, 6]);
    expect(networksFor([0.96, 0.04], [5, 5], 16)).toEqual([5, 0]);
    expect(networksFor([0.06, 0.94], [1, 1], 16)).toEqual([1, 1]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10 })), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.integer({ min: 8, max: 20 }),
        (all, most) => {
          const total = sum(all.map(([weight]) => weight));
          const [shares, has] = [all.map(([weight]) => weight / total), all.map(([, count]) => count)];
          const networks = networksFor(shares, has, most);
          expect(sum(networks)).toBeLessThanOrEqual(most);
          expect(networks[0]).toBeGreaterThanOrEqual(1);
          for (const [c, count] of networks.entries()) expect(count >= 0 && count <= has[c]!).toBe(true);
          // More of one that has a larger share, but for the first, as far as there are as many.
          for (const [c, count] of networks.entries())
            for (const [d, other] of networks.entries())
              if (c > 0 && d > 0 && shares[c]! > shares[d]! && has[c]! >= other)
                expect(count + 1).toBeGreaterThanOrEqual(other);
        },
      ),
    );
  });
});
