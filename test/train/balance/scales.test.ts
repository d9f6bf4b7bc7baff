import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, keyOf } from "../../../src/core/index.ts";
import { tuneScales, tuneThreshold, withScales } from "../../../src/train/balance/index.ts";
import * as metrics from "../../../src/train/metrics/index.ts";
import { argmaxOf } from "../../../src/train/metrics/rows.ts";
import { binary, codeOf, noisy } from "./support.ts";

const { accuracy, auc, balancedAccuracy, geometricMean, macroF1, mcc } = metrics;
const byClass = [accuracy, balancedAccuracy, geometricMean, macroF1, mcc];

describe("tuneScales", () => {
  it("of two classes is as good as the best threshold", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4, max: 60 }), fc.constantFrom(...byClass), (seed, rows, metric) => {
        const predictions = noisy(2, rows, keyOf(seed));
        const { score } = tuneThreshold({ predictions, metric });
        expect(tuneScales({ predictions, metric }).score).toBeCloseTo(score, 10);
      }),
      { numRuns: 60 },
    );
  });

  it("is what it says: the score of the labels, never below the plain ones, and no single factor makes it better", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 3, max: 5 }),
        fc.integer({ min: 12, max: 80 }),
        fc.constantFrom(...byClass),
        (seed, classes, rows, metric) => {
          const predictions = noisy(classes, rows, keyOf(seed));
          const { scales, score } = tuneScales({ predictions, metric });
          expect(metric.score(withScales(predictions, scales))).toBeCloseTo(score, 10);
          expect(score).toBeGreaterThanOrEqual(metric.score(predictions) - 1e-12);
          expect(scales.reduce((product, s) => product * s, 1)).toBeCloseTo(1, 10);
          for (let k = 0; k < classes; k++)
            for (const factor of [0.01, 0.3, 0.7, 0.9, 1.1, 1.4, 3, 100]) {
              const other = scales.map((s, c) => (c === k ? s * factor : s));
              expect(metric.score(withScales(predictions, other))).toBeLessThanOrEqual(score + 1e-9);
            }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("finds the classes' shares where balanced accuracy asks for them", () => {
    const predictions = noisy(3, 10_000, keyOf(2));
    const { scales } = tuneScales({ predictions, metric: balancedAccuracy });
    // The probabilities are calibrated to shares 4 : 2 : 1, so the best factors are 1 : 2 : 4.
    expect(Math.abs(Math.log2(scales[1]! / scales[0]!) - 1)).toBeLessThan(0.25);
    expect(Math.abs(Math.log2(scales[2]! / scales[0]!) - 2)).toBeLessThan(0.25);
  });

  it("copes with probabilities of exactly 0 and 1, and with a class without rows", () => {
    const certain = binary([0, 0, 1, 1, 0.5], [0, 1, 1, 1, 1]);
    expect(tuneScales({ predictions: certain, metric: accuracy }).score).toBe(0.8);
    const three = noisy(3, 30, keyOf(4));
    const predictions = { ...three, targets: three.targets.map((t) => Math.min(1, t)) };
    const { scales, score } = tuneScales({ predictions, metric: balancedAccuracy });
    expect(scales.every((s) => s > 0 && Number.isFinite(s))).toBe(true);
    expect(score).toBeGreaterThanOrEqual(balancedAccuracy.score(predictions));
  });

  it("thins out cuts for many classes, and still finds what helps", () => {
    const predictions = noisy(12, 4000, fold(keyOf(1), "many"));
    const plain = balancedAccuracy.score(predictions);
    expect(tuneScales({ predictions, metric: balancedAccuracy }).score).toBeGreaterThan(plain + 0.1);
  });

  it("refuses metrics of probabilities", () => {
    expect(codeOf(() => tuneScales({ predictions: noisy(3, 20, keyOf(1)), metric: auc }))).toBe("E342");
    const one = { ...noisy(3, 6, keyOf(1)), targets: new Float32Array(6).fill(2) };
    expect(codeOf(() => tuneScales({ predictions: one, metric: mcc }))).toBe("E343");
  });
});

describe("withScales", () => {
  it("keeps distributions distributions, and even factors change no label", () => {
    const p = noisy(4, 200, keyOf(3));
    const { probabilities } = withScales(p, [1, 2, 3, 4]);
    for (let row = 0; row < p.rows; row++) {
      const [a, b] = [p.probabilities.subarray(row * 4, row * 4 + 4), probabilities.subarray(row * 4, row * 4 + 4)];
      expect(b.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 5);
      expect(b[3]! / b[0]!).toBeCloseTo((4 * a[3]!) / a[0]!, 3);
    }
    expect(argmaxOf(withScales(p, [5, 5, 5, 5]))).toEqual(argmaxOf(p));
  });

  it("refuses factors that are not above 0, or too few", () => {
    const p = noisy(3, 12, keyOf(3));
    for (const scales of [
      [1, 1],
      [1, 0, 1],
      [1, -1, 1],
      [1, Number.NaN, 1],
      [1, Infinity, 1],
    ])
      expect(codeOf(() => withScales(p, scales))).toBe("E346");
  });
});
