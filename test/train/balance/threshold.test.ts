import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import { expectedCost, scalesOf, tuneThreshold, withScales, withThreshold } from "../../../src/train/balance/index.ts";
import * as metrics from "../../../src/train/metrics/index.ts";
import type { ClassPredictions, Metric } from "../../../src/train/metrics/index.ts";
import { argmaxOf } from "../../../src/train/metrics/rows.ts";
import { binary, codeOf, gridded, noisy, positives } from "./support.ts";

const { accuracy, auc, balancedAccuracy, f1, mcc } = metrics;
const cost = expectedCost({ falsePositive: 1, falseNegative: 7 });
const labelMetrics: readonly Metric[] = [
  ...Object.values(metrics).filter(({ labelsOnly }) => labelsOnly === true),
  cost,
];

interface Case {
  readonly scores: readonly number[];
  readonly targets: readonly number[];
  readonly weights?: readonly number[];
  readonly best: Readonly<Record<string, number>>;
}
const file = new URL("../../fixtures/balance/balance.json", import.meta.url);
const { thresholds: cases } = JSON.parse(readFileSync(file, "utf8")) as { thresholds: readonly Case[] };

/** Labels at a threshold as certain probabilities, by the definition. */
const cutAt = (p: ClassPredictions, threshold: number): ClassPredictions => ({
  ...p,
  probabilities: Float32Array.from(positives(p).flatMap((s) => (s > threshold ? [0, 1] : [1, 0]))),
});

/** The best score of all thresholds in (0, 1), by trying one in each gap. */
function bestByTrying(p: ClassPredictions, metric: Metric): number {
  const edges = [0, ...new Set(positives(p)), 1].sort((a, b) => a - b);
  const tries = edges.slice(1).flatMap((high, i) => (high > edges[i]! ? [(edges[i]! + high) / 2] : []));
  const scores = tries.map((t) => metric.score(cutAt(p, t))).filter((s) => !Number.isNaN(s));
  return metric.better === "higher" ? Math.max(...scores) : Math.min(...scores);
}

describe("tuneThreshold", () => {
  it.each(cases)("reaches the best of scikit-learn's curves", ({ scores, targets, weights, best }) => {
    for (const [name, expected] of Object.entries(best)) {
      const metric = (metrics as Readonly<Record<string, Metric>>)[name]!;
      const tuned = tuneThreshold({ predictions: binary(scores, targets, weights), metric });
      expect(tuned.score, name).toBeCloseTo(expected, 10);
    }
  });

  it.each(labelMetrics.map((metric) => [metric.name, metric] as const))(
    "%s: the best of all cuts, and the score is that of the labels at the threshold",
    (_, metric) => {
      fc.assert(
        fc.property(
          fc.integer(),
          fc.integer({ min: 2, max: 40 }),
          fc.constantFrom(3, 10, 1000),
          (seed, rows, steps) => {
            const random = randomOf(keyOf(seed));
            const weights = Array.from({ length: rows }, () => random.below(4) + 0.5);
            const p = {
              ...gridded(seed, rows, steps),
              ...(seed % 2 === 0 ? {} : { weights: Float64Array.from(weights) }),
            };
            const { threshold, score } = tuneThreshold({ predictions: p, metric });
            expect(threshold).toBeGreaterThan(0);
            expect(threshold).toBeLessThan(1);
            expect(score).toBeCloseTo(bestByTrying(p, metric), 10);
            expect(metric.score(cutAt(p, threshold))).toBeCloseTo(score, 10);
            expect(metric.score(withThreshold(p, threshold))).toBeCloseTo(score, 10);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it("takes the middle of the widest stretch of equal scores, and of equal stretches the nearest to .5", () => {
    const tuned = (p: readonly number[], t: readonly number[]) =>
      tuneThreshold({ predictions: binary(p, t), metric: accuracy }).threshold;
    expect(tuned([0.125, 0.25, 0.75, 0.875], [0, 0, 1, 1])).toBe(0.5);
    expect(tuned([0.125, 0.25, 0.375, 0.875], [0, 0, 1, 1])).toBe(0.3125);
    // One mistake either way: cuts in (.125, .25) and in (.5, .875) are as good.
    expect(tuned([0.125, 0.25, 0.5, 0.875], [0, 1, 0, 1])).toBe(0.6875);
    // Equally wide: (.0625, .1875) and (.375, .5).
    expect(tuned([0.0625, 0.1875, 0.375, 0.5], [0, 1, 0, 1])).toBe(0.4375);
    // Neighbouring best cuts are one stretch: weightless rows inside it do not end it.
    const weightless = binary([0.25, 0.5, 0.75], [0, 0, 1], [1, 0, 1]);
    expect(tuneThreshold({ predictions: weightless, metric: accuracy }).threshold).toBe(0.5);
  });

  it("of calibrated probabilities finds what theory says: FP / (FP + FN) for costs, the share for balanced accuracy", () => {
    const random = randomOf(keyOf(3));
    const p = Array.from({ length: 40_000 }, () => Math.fround(random.uniform() ** 3));
    const predictions = binary(
      p,
      p.map((v) => (random.uniform() < v ? 1 : 0)),
    );
    expect(tuneThreshold({ predictions, metric: cost }).threshold).toBeCloseTo(1 / 8, 1.3);
    expect(tuneThreshold({ predictions, metric: balancedAccuracy }).threshold).toBeCloseTo(0.25, 1.3);
    const byF1 = tuneThreshold({ predictions, metric: f1 });
    expect(Math.abs(byF1.threshold - byF1.score / 2)).toBeLessThan(0.05);
  });

  it("refuses metrics of probabilities, several classes, rows of one class where there is no score, and NaN", () => {
    const p = gridded(1, 10, 5);
    expect(codeOf(() => tuneThreshold({ predictions: p, metric: auc }))).toBe("E342");
    expect(codeOf(() => tuneThreshold({ predictions: noisy(3, 20, keyOf(1)), metric: accuracy }))).toBe("E344");
    expect(codeOf(() => tuneThreshold({ predictions: binary([0.5, 0.2], [1, 1]), metric: mcc }))).toBe("E343");
    expect(codeOf(() => tuneThreshold({ predictions: binary([Number.NaN, 0.2], [1, 0]), metric: f1 }))).toBe("E343");
    expect(codeOf(() => tuneThreshold({ predictions: binary([], []), metric: f1 }))).toBe("E343");
    expect(codeOf(() => tuneThreshold({ predictions: binary([0.5], [2]), metric: f1 }))).toBe("E340");
  });
});

describe("withThreshold", () => {
  const anyFloat = fc.float({ min: 0, max: 1, noNaN: true });
  const anyThreshold = fc.oneof(
    fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    anyFloat.filter((t) => t > 0 && t < 1),
  );

  it("names class 1 exactly where the probability is above the threshold, keeps the order, and sums to 1", () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { minLength: 1, maxLength: 30 }), anyThreshold, (raw, threshold) => {
        const near = [Math.fround(threshold), Math.fround(threshold) * (1 + 2 ** -23), 0, 1].filter((v) => v <= 1);
        const p = binary(
          [...raw, ...near].sort((a, b) => a - b).map(Math.fround),
          [...raw, ...near].map(() => 0),
        );
        const moved = withThreshold(p, threshold);
        const labels = argmaxOf(moved);
        const [before, after] = [positives(p), positives(moved)];
        for (const [row, value] of before.entries()) {
          expect(labels[row]).toBe(value > threshold ? 1 : 0);
          expect(after[row]! + moved.probabilities[2 * row]!).toBeCloseTo(1, 6);
          if (row > 0) expect(after[row]!).toBeGreaterThanOrEqual(after[row - 1]!);
        }
      }),
    );
  });

  it("multiplies the odds by (1 − t) / t, leaves AUC, and .5 leaves everything", () => {
    const p = gridded(5, 60, 100);
    for (const t of [0.01, 0.2, 0.5, 0.9]) {
      const moved = withThreshold(p, t);
      for (const [row, v] of positives(p).entries()) {
        const [yes, no] = [v * (1 - t), (1 - v) * t];
        expect(positives(moved)[row]).toBeCloseTo(yes / (yes + no), 6);
      }
      expect(auc.score(moved)).toBe(auc.score(p));
    }
    expect(withThreshold(p, 0.5).probabilities).toEqual(p.probabilities);
    const again = withThreshold(withThreshold(p, 0.2), 0.8).probabilities;
    for (const [i, v] of again.entries()) expect(v).toBeCloseTo(p.probabilities[i]!, 5);
  });

  it("is a factor per class, too", () => {
    const p = gridded(6, 50, 97);
    expect(argmaxOf(withScales(p, scalesOf(0.3)))).toEqual(argmaxOf(withThreshold(p, 0.3)));
  });

  it("leaves the input alone, and refuses thresholds that are none", () => {
    const p = gridded(7, 20, 10);
    const before = structuredClone(p);
    withThreshold(p, 0.1);
    expect(p).toEqual(before);
    for (const t of [0, 1, -1, Number.NaN]) expect(codeOf(() => withThreshold(p, t))).toBe("E346");
  });
});

describe("expectedCost", () => {
  it("is the mean of the costs of the errors", () => {
    const p = binary([0.9, 0.9, 0.1, 0.1, 0.1], [1, 0, 1, 1, 0]);
    expect(expectedCost({ falsePositive: 2, falseNegative: 5 }).score(p)).toBeCloseTo((2 + 5 + 5) / 5, 12);
    expect(expectedCost({}).score(p)).toBeCloseTo(1 - accuracy.score(p), 12);
  });
  it("refuses costs below 0, and two of 0", () => {
    expect(codeOf(() => expectedCost({ falsePositive: -1 }))).toBe("E311");
    expect(codeOf(() => expectedCost({ falsePositive: 0, falseNegative: 0 }))).toBe("E341");
  });
});
