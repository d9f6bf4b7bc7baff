import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conclude, summarize, winnerOf } from "../../src/job/summarize.ts";
import { auc, rmse } from "../../src/train/metrics/index.ts";
import { expectClose } from "../support/close.ts";
import { outcomeOf, trialOf } from "./make.ts";

/** P(T ≤ q) = .975 for 1 … 9 degrees of freedom, from printed tables. */
const CRITICAL = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

const score = fc.double({ min: -100, max: 100, noNaN: true });
const scores = fc.integer({ min: 2, max: 10 }).chain((repeats) => {
  const list = fc.array(fc.tuple(score, score), { minLength: repeats, maxLength: repeats });
  return fc.record({ plain: list, other: list, testFraction: fc.double({ min: 0.05, max: 1, noNaN: true }) });
});
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe("summarize", () => {
  it("pairs each recipe with plain by repeat: Nadeau and Bengio's corrected t", () => {
    fc.assert(
      fc.property(scores, ({ plain, other, testFraction }) => {
        const outcomes = [plain, other].map((pairs, i) =>
          outcomeOf(
            i === 0 ? "plain" : "other",
            pairs.map(([train, validation]) => trialOf(train, validation)),
          ),
        );
        const n = plain.length;
        const [first, second] = summarize(outcomes, range(n), auc, testFraction);
        expect(first!.effect).toBeUndefined();
        const d = other.map(([, v], i) => v - plain[i]![1]);
        const variance = d.reduce((sum, x) => sum + (x - mean(d)) ** 2, 0) / (n - 1);
        const se = Math.sqrt((1 / n + testFraction) * variance);
        const half = CRITICAL[n - 2]! * se;
        const { effect } = second!;
        if (variance < 1e-9) return;
        const tolerance = { relative: 1e-3, absolute: 1e-9 };
        expectClose(
          [effect!.mean, effect!.high - effect!.mean, effect!.mean - effect!.low],
          [mean(d), half, half],
          tolerance,
        );
        expect(effect!.p < 0.05).toBe(effect!.low > 0 || effect!.high < 0);
      }),
    );
  });

  it("scores in natural units: means over repeats, a gap that is positive for overfitting, the median epoch", () => {
    const trials = [trialOf(0.9, 0.7, 0.1, 3), trialOf(1, 0.8, 0.2, 9), trialOf(0.95, 0.9, 0.3, 5)];
    const higher = summarize([outcomeOf("plain", trials)], [0, 1, 2], auc, 0)[0]!;
    expectClose([higher.train, higher.validation.mean, higher.gap, higher.zeros], [0.95, 0.8, 0.15, 0.2], {
      ...{ relative: 1e-12, absolute: 1e-12 },
    });
    expect(higher.epochs).toBe(5);
    expect(higher.validation.se).toBeCloseTo(0.1 / Math.sqrt(3), 12);
    expect(higher.scores).toEqual(trials.map(({ train, validation }, seed) => ({ seed, train, validation })));
    expect(summarize([outcomeOf("plain", trials)], [0, 1, 2], rmse, 0)[0]!.gap).toBeCloseTo(-0.15, 12);
  });

  it("uses only repeats that every recipe finished", () => {
    const plain = outcomeOf("plain", [trialOf(1, 0.5), trialOf(1, 0.6), trialOf(1, 0.9)]);
    const other = outcomeOf("other", [trialOf(1, 0.6), trialOf(1, 0.8)]);
    const [first, second] = summarize([plain, other], [0, 1], auc, 0.5);
    expect(first!.validation.mean).toBeCloseTo(0.55, 12);
    expect(first!.scores.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(second!.effect!.mean).toBeCloseTo(0.15, 12);
  });

  it("a failed recipe is a row without numbers, and nobody is measured against a failed plain", () => {
    const good = [trialOf(1, 0.6), trialOf(1, 0.8)];
    const [plain, failed, other] = summarize(
      [
        outcomeOf("plain", good),
        outcomeOf("failed", good.slice(1), { code: "E403", message: "loss became NaN" }),
        outcomeOf("other", good),
      ],
      ...([[0, 1], auc, 0.5] as const),
    );
    expect(failed).toMatchObject({ name: "failed", failed: "E403 loss became NaN", scores: [] });
    expect([failed!.train, failed!.gap, failed!.validation.mean, failed!.zeros, failed!.epochs]).toEqual(
      Array(5).fill(Number.NaN),
    );
    expect(failed!.effect).toBeUndefined();
    expect(plain!.failed ?? other!.failed).toBeUndefined();
    const alone = summarize(
      [outcomeOf("plain", [], { code: "E403", message: "x" }), outcomeOf("other", good)],
      [0, 1],
      auc,
      0.5,
    );
    expect(alone[1]!.effect).toBeUndefined();
    expect(alone[1]!.validation.mean).toBeCloseTo(0.7, 12);
  });

  it("one repeat has no interval, and says so", () => {
    const results = summarize(
      [outcomeOf("plain", [trialOf(1, 0.6)]), outcomeOf("other", [trialOf(1, 0.7)])],
      ...([[0], auc, 0.5] as const),
    );
    expect(results[1]!.effect!.mean).toBeCloseTo(0.1, 12);
    expect([results[1]!.effect!.low, results[1]!.effect!.high, results[0]!.validation.se]).toEqual(
      Array(3).fill(Number.NaN),
    );
    expect(conclude(results, auc, 0.5, 1)).toContain("can't tell");
  });
});

describe("winnerOf", () => {
  const finite = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
    minLength: 1,
    maxLength: 8,
  });
  const resultsOf = (means: readonly number[]) =>
    means.map((m, i) => summarize([outcomeOf(`r${i}`, [trialOf(0, m)])], [0], auc, 0)[0]!);

  it("is the best mean validation score in the metric's direction; the earlier of equals", () => {
    fc.assert(
      fc.property(finite, (means) => {
        expect(winnerOf(resultsOf(means), auc)!.name).toBe(`r${means.indexOf(Math.max(...means))}`);
        expect(winnerOf(resultsOf(means), rmse)!.name).toBe(`r${means.indexOf(Math.min(...means))}`);
      }),
    );
  });

  it("never is a recipe without a score", () => {
    expect(winnerOf(resultsOf([Number.NaN, 0.2, Number.NaN]), auc)!.name).toBe("r1");
    expect(winnerOf(resultsOf([Number.NaN, Number.POSITIVE_INFINITY]), rmse)).toBeUndefined();
    expect(winnerOf([], auc)).toBeUndefined();
  });
});
