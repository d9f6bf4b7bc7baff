import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import { atMostZero, gammaTail } from "../../../src/decide/audit/boundedMean.ts";
import { meanAtMost, meanFigure, ratioFigure } from "../../../src/decide/audit/figure.ts";

const PARAMETERS = { seed: 7, numRuns: 60 };

/** P(Bin(n, p) ≥ k), summed in logarithms. */
function binomialTail(n: number, k: number, p: number): number {
  let logChoose = 0;
  let sum = 0;
  for (let j = 0; j <= n; j++) {
    if (j >= k) sum += Math.exp(logChoose + j * Math.log(p) + (n - j) * Math.log(1 - p));
    logChoose += Math.log((n - j) / (j + 1));
  }
  return sum;
}

const zerosAndOnes = (n: number, ones: number): number[] => Array.from({ length: n }, (_, i) => (i < ones ? 1 : 0));

describe("the p-value of a bounded mean", () => {
  it("is the exact binomial test for rows of two values, far into the tails", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.nat(),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n, any, limit) => {
          const ones = any % (n + 1);
          const expected = ones === 0 ? 1 : binomialTail(n, ones, limit);
          const found = meanAtMost(zerosAndOnes(n, ones), limit, 0);
          expect(Math.abs(found - expected)).toBeLessThan(1e-8 * expected + 1e-12);
        },
      ),
      PARAMETERS,
    );
  });

  it("is the chance of a sum of gamma variables, as drawn", () => {
    const random = randomOf(keyOf(3));
    const values = [0.75, 0.25, -0.25, -1.2];
    const counts = [3, 2, 4, 1];
    const gamma = (count: number): number =>
      -Array.from({ length: count }, () => Math.log(1 - random.uniform())).reduce((sum, v) => sum + v, 0);
    const draws = 40_000;
    let below = 0;
    for (let i = 0; i < draws; i++) if (values.reduce((sum, v, k) => sum + v * gamma(counts[k]!), 0) <= 0) below++;
    const expected = below / draws;
    expect(Math.abs(gammaTail({ values, counts }) - expected)).toBeLessThan(4 * Math.sqrt(expected / draws));
  });

  it("adds up to one over a value and its opposite", () => {
    const sized = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 40 }));
    const sides = fc.tuple(...[1, -1].map(() => fc.array(sized, { minLength: 1, maxLength: 4 })));
    fc.assert(
      fc.property(sides, ([up, down]) => {
        const values = [...up!.map(([v]) => v / 100), ...down!.map(([v]) => -v / 100)];
        const counts = [...up!, ...down!].map(([, count]) => count);
        const both = gammaTail({ values, counts }) + gammaTail({ values: values.map((v) => -v), counts });
        expect(both).toBeCloseTo(1, 9);
      }),
      PARAMETERS,
    );
  });

  it("tells of nothing when all is 0, and of certainty without a doubt", () => {
    expect(gammaTail({ values: [0, 0], counts: [3, 1] })).toBe(1);
    expect(atMostZero({ values: [0.5], counts: [4] }, 0)).toBe(0);
    expect(atMostZero({ values: [-0.5], counts: [4] }, -1)).toBe(1);
  });
});

/** Values −1, −½ … 1 with the given chances; their mean is Σ chance · value. */
const VALUES = [-1, -0.5, 0, 0.5, 1];

/** How often an interval of 95 % lies above, and below, the true mean. */
function missed(chances: readonly number[], rows: number, trials: number): [low: number, high: number] {
  const random = randomOf(keyOf(rows));
  const mean = chances.reduce((sum, p, i) => sum + p * VALUES[i]!, 0);
  const draw = (): number => {
    const u = random.uniform();
    let [at, below] = [0, chances[0]!];
    while (u >= below && at < VALUES.length - 1) below += chances[++at]!;
    return VALUES[at]!;
  };
  let [low, high] = [0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const sample = Array.from({ length: rows }, draw);
    if (meanAtMost(sample, mean, -1) <= 0.025) low++;
    if (
      meanAtMost(
        sample.map((v) => -v),
        -mean,
        -1,
      ) <= 0.025
    )
      high++;
  }
  return [low / trials, high / trials];
}

describe("the interval of a mean", () => {
  it("misses on each side in no more than 2.5 % of samples", () => {
    const trials = 400;
    const most = 0.025 + 3 * Math.sqrt(0.025 / trials);
    for (const chances of [
      [0.02, 0.02, 0.9, 0.03, 0.03],
      [0.3, 0, 0.7, 0, 0],
      [0.15, 0.1, 0.65, 0.05, 0.05],
      [0.5, 0, 0, 0, 0.5],
    ])
      for (const rows of [5, 30, 120]) {
        const [low, high] = missed(chances, rows, trials);
        expect(low, `${chances.join(" ")} of ${rows}`).toBeLessThan(most);
        expect(high, `${chances.join(" ")} of ${rows}`).toBeLessThan(most);
      }
  });

  it("is Clopper and Pearson's for rows of two values", () => {
    const { value, low, high } = meanFigure(zerosAndOnes(20, 5), 0, 1);
    expect(value).toBe(0.25);
    expect(low).toBeCloseTo(0.08657, 4);
    expect(high).toBeCloseTo(0.49105, 4);
    expect(meanFigure(zerosAndOnes(20, 0), 0, 1)).toEqual({
      value: 0,
      low: 0,
      high: expect.closeTo(0.16843, 4) as number,
    });
  });

  it("holds its value and narrows with rows", () => {
    const row = fc.constantFrom(...VALUES);
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 60 }), (rows) => {
        const once = meanFigure(rows, -1, 1);
        const fourTimes = meanFigure([...rows, ...rows, ...rows, ...rows], -1, 1);
        expect(once.low).toBeLessThanOrEqual(once.value);
        expect(once.high).toBeGreaterThanOrEqual(once.value);
        expect(fourTimes.high - fourTimes.low).toBeLessThan(once.high - once.low);
      }),
      PARAMETERS,
    );
  });
});

describe("the interval of a ratio", () => {
  it("is that of the mean where every row counts below", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: 5, maxLength: 80 }), (now) => {
        const ratio = ratioFigure(
          now,
          now.map(() => 1),
        );
        const mean = meanFigure(now, 0, 1);
        expect(ratio.value).toBeCloseTo(mean.value, 12);
        expect(ratio.low).toBeCloseTo(mean.low, 4);
        expect(ratio.high).toBeGreaterThan(mean.high - 1e-4);
      }),
      PARAMETERS,
    );
  });

  it("covers the true ratio of paired rows in 95 % of samples", () => {
    const random = randomOf(keyOf(11));
    const trials = 400;
    // Right before with chance .8; right now with chance .85 after a right answer and .3 after a wrong one.
    const truth = (0.8 * 0.85 + 0.2 * 0.3) / 0.8;
    let misses = 0;
    for (let trial = 0; trial < trials; trial++) {
      const before = Array.from({ length: 80 }, () => (random.uniform() < 0.8 ? 1 : 0));
      const now = before.map((b) => (random.uniform() < (b === 1 ? 0.85 : 0.3) ? 1 : 0));
      const { low, high } = ratioFigure(now, before);
      if (low > truth || high < truth) misses++;
    }
    expect(misses / trials).toBeLessThan(0.05 + 3 * Math.sqrt(0.05 / trials));
  });

  it("says nothing where no row counts below", () => {
    expect(ratioFigure([1, 0], [0, 0])).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN });
  });
});
