import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf } from "../../../src/core/index.ts";
import {
  crossFittedScales,
  crossFittedThreshold,
  expectedCost,
  tuneScales,
  tuneThreshold,
  withScales,
} from "../../../src/train/balance/index.ts";
import { accuracy, balancedAccuracy, f1, mcc } from "../../../src/train/metrics/index.ts";
import { binary, codeOf, noisy } from "./support.ts";

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1));

/** Abramowitz & Stegun 7.1.26: within 1.5e-7. */
function normalCdf(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (poly * Math.exp((-x * x) / 2)) / 2;
  return x < 0 ? tail : 1 - tail;
}

/** A weak score: N(0, 1), and N(SHIFT, 1) for class 1, through a sigmoid. */
const SHIFT = 0.5;
const POSITIVE = 20;
const NEGATIVE = 40;

function weak(seed: number) {
  const random = randomOf(fold(keyOf(7), "weak", seed));
  const targets = Array.from({ length: POSITIVE + NEGATIVE }, (_, i) => (i < POSITIVE ? 1 : 0));
  return binary(
    targets.map((t) => Math.fround(1 / (1 + Math.exp(-random.normal() - t * SHIFT)))),
    targets,
  );
}

/** Balanced accuracy of a threshold on all rows there ever will be. */
function truth(threshold: number): number {
  const at = Math.log(threshold / (1 - threshold));
  return (1 - normalCdf(at - SHIFT) + normalCdf(at)) / 2;
}

describe("crossFittedThreshold on 400 small tables of a weak score", () => {
  const found = Array.from({ length: 400 }, (_, seed) =>
    crossFittedThreshold({ predictions: weak(seed), metric: balancedAccuracy, key: keyOf(seed) }),
  );
  const bias = (errors: readonly number[]): number => mean(errors) / (deviation(errors) / Math.sqrt(errors.length));

  it("the score of the rows that chose is optimistic", () => {
    const errors = found.map(({ naive, threshold }) => naive - truth(threshold));
    expect(mean(errors)).toBeGreaterThan(0.04);
    expect(bias(errors)).toBeGreaterThan(15);
  });

  it("the cross-fitted one is not: it errs by chance, about as much as its standard error says", () => {
    const errors = found.map(({ score, thresholds }) => score - mean(thresholds.map(truth)));
    expect(Math.abs(bias(errors))).toBeLessThan(3.5);
    const said = Math.sqrt(mean(found.map(({ standardError }) => standardError ** 2)));
    expect(said / deviation(errors)).toBeGreaterThan(0.85);
    expect(said / deviation(errors)).toBeLessThan(1.15);
  });

  it("of the threshold from all rows it errs, if at all, to the low side, and little", () => {
    const error = mean(found.map(({ score, threshold }) => score - truth(threshold)));
    expect(error).toBeLessThan(0.005);
    expect(error).toBeGreaterThan(-0.03);
  });
});

describe("crossFittedThreshold", () => {
  const predictions = noisy(2, 120, keyOf(5));

  it("uses the threshold of all rows, and tells the plain labels' score beside it", () => {
    for (const metric of [accuracy, balancedAccuracy, f1, mcc, expectedCost({ falseNegative: 5 })]) {
      const found = crossFittedThreshold({ predictions, metric, key: keyOf(1) });
      const tuned = tuneThreshold({ predictions, metric });
      expect([found.threshold, found.naive]).toEqual([tuned.threshold, tuned.score]);
      expect(found.plain).toBeCloseTo(metric.score(predictions), 12);
      const sign = metric.better === "higher" ? 1 : -1;
      expect(found.gain).toBeCloseTo(sign * (found.score - found.plain), 12);
      expect(found.thresholds).toHaveLength(5);
    }
  });

  it("has the standard error of a share where the metric is one", () => {
    const { score, standardError } = crossFittedThreshold({ predictions, metric: accuracy, key: keyOf(1) });
    expect(standardError).toBeCloseTo(Math.sqrt((score * (1 - score)) / 119), 10);
  });

  it("a gain of nothing has an error of nothing; moved thresholds gain with an error", () => {
    const sure = binary([0.1, 0.2, 0.3, 0.1, 0.9, 0.8, 0.7, 0.9], [0, 0, 0, 0, 1, 1, 1, 1]);
    expect(crossFittedThreshold({ predictions: sure, metric: f1, folds: 4, key: keyOf(1) })).toMatchObject({
      ...{ score: 1, plain: 1, gain: 0, gainError: 0, naive: 1 },
    });
    const shifted = binary([0.01, 0.02, 0.03, 0.01, 0.09, 0.08, 0.07, 0.09], [0, 0, 0, 0, 1, 1, 1, 1]);
    expect(crossFittedThreshold({ predictions: shifted, metric: accuracy, folds: 4, key: keyOf(1) })).toMatchObject({
      ...{ score: 1, plain: 0.5, gain: 0.5 },
    });
  });

  it("the same key deals the same folds, another key others", () => {
    const of = (seed: number) => crossFittedThreshold({ predictions, metric: mcc, key: keyOf(seed) });
    expect(of(1)).toEqual(of(1));
    expect(new Set([1, 2, 3, 4].map((seed) => of(seed).thresholds.join())).size).toBeGreaterThan(1);
  });

  it("no row has a part in the threshold that labels it", () => {
    const of = (p: typeof predictions) =>
      crossFittedThreshold({ predictions: p, metric: balancedAccuracy, key: keyOf(3) }).thresholds;
    const before = of(predictions);
    let moved = 0;
    for (let row = 0; row < predictions.rows; row++) {
      const probabilities = Float32Array.from(predictions.probabilities);
      const flipped = predictions.targets[row] === 1 ? 1e-4 : 1 - 1e-4;
      probabilities.set([1 - flipped, flipped], 2 * row);
      const after = of({ ...predictions, probabilities });
      expect(after.some((t, f) => t === before[f])).toBe(true);
      moved += after.filter((t, f) => t !== before[f]).length;
    }
    expect(moved).toBeGreaterThan(10);
  });

  it("takes fewer folds where a class has fewer rows, and refuses a class of one row", () => {
    const rare = binary([0.1, 0.4, 0.2, 0.3, 0.1, 0.6, 0.5], [0, 0, 0, 0, 0, 1, 1]);
    expect(crossFittedThreshold({ predictions: rare, metric: f1, key: keyOf(1) }).thresholds).toHaveLength(2);
    const lone = binary([0.1, 0.4, 0.6], [0, 0, 1]);
    expect(codeOf(() => crossFittedThreshold({ predictions: lone, metric: f1, key: keyOf(1) }))).toBe("E347");
    for (const folds of [1, 2.5, Number.NaN])
      expect(codeOf(() => crossFittedThreshold({ predictions, metric: f1, folds, key: keyOf(1) }))).toBe("E347");
  });

  it("minds weights: rows of weight 0 change nothing", () => {
    const weights = Float64Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const weighted = { ...predictions, weights };
    const changed = { ...weighted, probabilities: predictions.probabilities.map((v, i) => (i % 6 < 2 ? 1 - v : v)) };
    const of = (p: typeof weighted) => crossFittedThreshold({ predictions: p, metric: mcc, key: keyOf(1) });
    expect(of(changed).score).toBeCloseTo(of(weighted).score, 12);
    expect(of(changed).standardError).toBeCloseTo(of(weighted).standardError, 12);
  });
});

describe("crossFittedScales", () => {
  it("is honest where the score of the rows that chose is not", () => {
    const fresh = noisy(4, 5000, keyOf(99));
    const errors = Array.from({ length: 40 }, (_, seed) => {
      const predictions = noisy(4, 80, fold(keyOf(8), "small", seed));
      const { scales, scalesByFold, score, naive } = crossFittedScales({
        ...{ predictions, metric: balancedAccuracy, folds: 4, key: keyOf(seed) },
      });
      const real = (s: readonly number[]): number => balancedAccuracy.score(withScales(fresh, s));
      return { naive: naive - real(scales), honest: score - mean(scalesByFold.map(real)) };
    });
    const error = deviation(errors.map(({ honest }) => honest)) / Math.sqrt(errors.length);
    expect(mean(errors.map(({ naive }) => naive))).toBeGreaterThan(0.08);
    expect(Math.abs(mean(errors.map(({ honest }) => honest)))).toBeLessThan(3.5 * error);
  });

  it("uses the factors of all rows", () => {
    const predictions = noisy(3, 60, keyOf(1));
    const found = crossFittedScales({ predictions, metric: mcc, key: keyOf(1) });
    const tuned = tuneScales({ predictions, metric: mcc });
    expect([found.scales, found.naive]).toEqual([tuned.scales, tuned.score]);
    expect(found.scalesByFold).toHaveLength(5);
  });
});
