import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import {
  fitPowerLaw,
  type Forecast,
  forecast,
  forecastSentence,
  type SizeScores,
  valueAt,
} from "../../../src/decide/learningCurve/index.ts";

const SIZES = [60, 120, 240, 480, 960];
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("power laws", () => {
  it("are found again where there is no noise", () => {
    fc.assert(
      fc.property(between(0, 1), between(0.01, 1), between(0.1, 1.8), (a, b, c) => {
        const law = { a, b, c, scale: 960 };
        const fit = fitPowerLaw(SIZES.map((rows) => ({ rows, score: valueAt(law, rows), weight: 1 })));
        for (const rows of [...SIZES, 1920]) expect(valueAt(fit, rows)).toBeCloseTo(valueAt(law, rows), 4);
        expect(fit.c).toBeCloseTo(c, 2);
      }),
      { numRuns: 60 },
    );
  });

  it("no other legal law is nearer to the points", () => {
    const scores = fc.array(between(0, 1), { minLength: 5, maxLength: 5 });
    const weights = fc.array(between(0.1, 10), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(scores, weights, between(0, 1), between(0, 1), between(0.05, 2), (ys, ws, a, b, c) => {
        const points = SIZES.map((rows, i) => ({ rows, score: ys[i]!, weight: ws[i]! }));
        const cost = (law: { a: number; b: number; c: number; scale: number }): number =>
          points.reduce((sum, { rows, score, weight }) => sum + weight * (score - valueAt(law, rows)) ** 2, 0);
        const fit = fitPowerLaw(points, 0);
        expect(fit.a).toBeGreaterThanOrEqual(0);
        expect(fit.b).toBeGreaterThanOrEqual(0);
        expect(cost(fit)).toBeLessThanOrEqual(cost({ a, b, c, scale: 960 }) + 1e-9);
      }),
      { numRuns: 300 },
    );
  });
});

/** Scores at each size: a law, what a split gives to all sizes, and noise that shrinks with rows. */
function curveOf(scoreAt: (rows: number) => number, repeats: number, seed: number, noise = 0.01): SizeScores[] {
  const random = randomOf(keyOf(seed));
  const splits = Array.from({ length: repeats }, () => 0.02 * random.normal());
  return SIZES.map((rows) => ({
    rows,
    scores: splits.map((split) => scoreAt(rows) + split + noise * Math.sqrt(960 / rows) ** 0.5 * random.normal()),
  }));
}

const rising = (rows: number): number => 0.9 - 0.1 * (rows / 960) ** -0.5;
const OPTIONS = { better: "higher", testFraction: 0, key: keyOf(1), draws: 100 } as const;
/** What rows twice as many are truly worth. */
const TRUTH = 0.1 * (1 - 2 ** -0.5);

describe("what twice the data would give", () => {
  it("is covered by its interval as often as it says, and seldom left open", () => {
    const runs = 80;
    const found = Array.from({ length: runs }, (_, seed) => forecast(curveOf(rising, 5, seed, 0.006), OPTIONS));
    const told = found.filter(({ kind }) => kind === "rises");
    const covered = found.filter(({ gain }) => gain.low <= TRUTH && TRUTH <= gain.high);
    expect(told.length).toBeGreaterThan(0.9 * runs);
    expect(covered.length / runs).toBeGreaterThan(0.9);
    for (const { gain } of told) {
      expect(gain.low).toBeLessThanOrEqual(gain.value);
      expect(gain.high).toBeGreaterThanOrEqual(gain.value);
    }
  }, 60_000);

  it("is the same for a score and for its opposite", () => {
    const curve = curveOf(rising, 5, 3);
    const turned = curve.map(({ rows, scores }) => ({ rows, scores: scores.map((s) => 1 - s) }));
    const up = forecast(curve, OPTIONS);
    const down = forecast(turned, { ...OPTIONS, better: "lower" });
    expect(down.kind).toBe(up.kind);
    expect(down.gain.value).toBeCloseTo(-up.gain.value, 9);
    expect(down.points.map(({ fitted }) => 1 - fitted)).toEqual(
      up.points.map(({ fitted }) => expect.closeTo(fitted, 9) as number),
    );
  });

  it("is claimed for rows that do not help in at most 5 % of curves", () => {
    const runs = 200;
    const claims = Array.from({ length: runs }, (_, seed) =>
      forecast(
        curveOf(() => 0.8, 5, 500 + seed),
        { ...OPTIONS, draws: 20 },
      ),
    ).filter(({ kind }) => kind === "rises");
    expect(claims.length / runs).toBeLessThanOrEqual(0.05);
  }, 60_000);

  it("few repeats of a curve that rises are no sign that it does not", () => {
    const scores = [
      [0.57, 0.67, 0.63],
      [0.68, 0.7, 0.74],
      [0.71, 0.73, 0.72],
      [0.78, 0.76, 0.8],
      [0.83, 0.79, 0.81],
    ];
    const sizes = SIZES.map((rows, i) => ({ rows, scores: scores[i]! }));
    const found = forecast(sizes, { ...OPTIONS, testFraction: 1 / 3 });
    expect(found.kind).toBe("cannotTell");
    expect(found.note).toBe("960 rows score +.187 beside 60, which 3 repeats cannot tell from chance");
    const falls = sizes.map(({ rows }, i) => ({ rows, scores: scores[4 - i]! }));
    expect(forecast(falls, { ...OPTIONS, testFraction: 1 / 3 }).kind).toBe("flat");
  });

  it("cannot be told from two repeats, from two sizes, or from a curve that bends", () => {
    expect(forecast(curveOf(rising, 2, 1), OPTIONS)).toMatchObject({ kind: "cannotTell" });
    expect(forecast(curveOf(rising, 5, 1).slice(0, 2), OPTIONS)).toMatchObject({ kind: "cannotTell" });
    const step = (rows: number): number => (rows === 240 ? 0.5 : rising(rows));
    const found = forecast(curveOf(step, 5, 1), OPTIONS);
    expect(found).toMatchObject({ kind: "cannotTell" });
    expect(found.note).toContain("rows is on no power law");
    const wild = [1, 2, 3, 4].map((seed) => forecast(curveOf(rising, 3, seed, 0.3), { ...OPTIONS, testFraction: 1 }));
    expect(wild.map(({ kind }) => kind)).not.toContain("rises");
  });
});

describe("more data or more regularization", () => {
  const metric = { title: "AUC", better: "higher" } as const;
  const gain = { value: 0.012, low: 0.004, high: 0.02 };
  const found: Forecast = { kind: "rises", gain, factor: 2, points: [] };
  const rows = { smallest: 60, largest: 1960 };
  const sentence = (mean: number, low: number, high: number): string =>
    forecastSentence(found, { metric, rows, against: { name: "all together", mean, low, high } });

  it("what is better beyond both intervals comes first", () => {
    expect(sentence(0.037, 0.029, 0.045)).toBe(
      'twice the data would give +.012 [.004, .020] AUC; "all together" gives +.037 [.029, .045] AUC: regularize first',
    );
    expect(sentence(-0.01, -0.02, 0.001)).toMatch(/collect rows first$/u);
    expect(sentence(0.015, 0.001, 0.03)).toMatch(/neither is ahead beyond noise$/u);
    const lower = { ...found, gain: { value: -3, low: -4, high: -2 } };
    const rmse = { title: "RMSE", better: "lower" } as const;
    const against = { name: "dropout", mean: -9, low: -11, high: -7 };
    expect(forecastSentence(lower, { metric: rmse, rows, against })).toMatch(/regularize first$/u);
  });

  it("says what it does not know", () => {
    expect(forecastSentence({ ...found, kind: "flat" }, { metric, rows })).toBe(
      "no sign that more rows help: 1,960 are no better than 60 beyond noise",
    );
    expect(forecastSentence({ ...found, kind: "cannotTell", note: "why" }, { metric, rows })).toMatch(
      /^can't tell.*why$/u,
    );
  });
});
