import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { baselineScore } from "../../src/train/metrics/baseline.ts";
import * as metrics from "../../src/train/metrics/index.ts";
import type { ClassPredictions, Metric, Predictions, ValuePredictions } from "../../src/train/metrics/index.ts";

const { accuracy, auc, averagePrecision, balancedAccuracy, brier, ece, f1, geometricMean, logLoss, macroF1, mae, mcc } =
  metrics;
const { r2, rmse } = metrics;
const all: readonly Metric[] = Object.values(metrics);

/** Binary predictions of these P(class 1). */
const binary = (positive: readonly number[], targets: readonly number[]): ClassPredictions => ({
  kind: "binary",
  rows: positive.length,
  classes: 2,
  probabilities: Float32Array.from(positive.flatMap((p) => [1 - p, p])),
  targets: Float32Array.from(targets),
});
const regression = (values: readonly number[], targets: readonly number[]): ValuePredictions => ({
  kind: "regression",
  rows: values.length,
  values: Float32Array.from(values),
  targets: Float32Array.from(targets),
});

/** Random predictions with ties; every class has a row. */
function draw(kind: "binary" | "multiclass" | "regression", seed: number, rows: number): Predictions {
  const random = randomOf(keyOf(seed));
  const classes = kind === "binary" ? 2 : 4;
  const list = (n: number, f: (i: number) => number): Float32Array => Float32Array.from({ length: n }, (_, i) => f(i));
  if (kind === "regression")
    return { kind, rows, values: list(rows, () => random.normal()), targets: list(rows, () => random.normal()) };
  const raw = list(rows * classes, () => 1 + random.below(6));
  const probabilities = raw.map((x, i) => {
    const start = i - (i % classes);
    return x / raw.subarray(start, start + classes).reduce((sum, y) => sum + y, 0);
  });
  return { kind, rows, classes, probabilities, targets: list(rows, (i) => (i < classes ? i : random.below(classes))) };
}

/** The same predictions with row i repeated times[i] times. */
function repeatRows(p: Predictions, times: readonly number[]): Predictions {
  const index = times.flatMap((n, row) => Array<number>(n).fill(row));
  const pick = (x: Float32Array, width: number): Float32Array =>
    Float32Array.from(index.flatMap((row) => [...x.subarray(row * width, (row + 1) * width)]));
  const rest = { rows: index.length, targets: pick(p.targets, 1) };
  return p.kind === "regression"
    ? { kind: p.kind, values: pick(p.values, 1), ...rest }
    : { kind: p.kind, classes: p.classes, probabilities: pick(p.probabilities, p.classes), ...rest };
}

/** P(s⁺ > s⁻) + ½ P(s⁺ = s⁻) by looking at every pair. */
function aucByPairs(p: ClassPredictions): number {
  let [wins, pairs] = [0, 0];
  for (let i = 0; i < p.rows; i++)
    for (let j = 0; j < p.rows; j++)
      if (p.targets[i] === 1 && p.targets[j] === 0) {
        const [a, b] = [p.probabilities[2 * i + 1]!, p.probabilities[2 * j + 1]!];
        wins += a > b ? 1 : a === b ? 0.5 : 0;
        pairs++;
      }
  return wins / pairs;
}

describe("laws of every metric", () => {
  for (const metric of all)
    for (const kind of metric.kinds) {
      it(`${metric.name} (${kind}): integer weights equal repeated rows, and the score lies in its range`, () => {
        const arbitrary = fc.tuple(
          fc.integer(),
          fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 5, maxLength: 30 }),
        );
        fc.assert(
          fc.property(arbitrary, ([seed, times]) => {
            const p = draw(kind, seed, times.length);
            const score = metric.score(repeatRows(p, times));
            expect(metric.score({ ...p, weights: Float64Array.from(times) })).toBeCloseTo(score, 10);
            expect(metric.prepare(p)(Float64Array.from(times))).toBeCloseTo(score, 10);
            expect(score).toBeGreaterThanOrEqual(metric.range[0]);
            expect(score).toBeLessThanOrEqual(metric.range[1]);
          }),
          { numRuns: 50 },
        );
      });

      it(`${metric.name} (${kind}): weight 0 removes a row, given weights multiply the predictions' own`, () => {
        const p = draw(kind, 3, 40);
        const own = Float64Array.from({ length: 40 }, (_, i) => 1 + (i % 3));
        const given = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 2 : 0));
        const first = repeatRows(
          p,
          [...own].map((n, i) => (i < 20 ? n : 0)),
        );
        expect(metric.prepare({ ...p, weights: own })(given)).toBeCloseTo(metric.score(first), 10);
      });

      it(`${metric.name} (${kind}): NaN among the predictions or no weight at all is NaN`, () => {
        const p = draw(kind, 4, 10);
        const broken = p.kind === "regression" ? p.values : p.probabilities;
        expect(metric.score({ ...p, weights: new Float64Array(10) })).toBeNaN();
        broken[7] = Number.NaN;
        expect(metric.score(p)).toBeNaN();
      });
    }

  it("a perfect prediction reaches the better end of the range, and nothing beats it", () => {
    const perfect = { binary: binary([0, 1, 1, 0], [0, 1, 1, 0]), regression: regression([1, 2, 4], [1, 2, 4]) };
    for (const metric of all) {
      const [low, high] = metric.range;
      const p = metric.kinds.includes("regression") ? perfect.regression : perfect.binary;
      expect(metric.score(p), metric.name).toBeCloseTo(metric.better === "higher" ? high : low, 12);
    }
  });
});

describe("auc", () => {
  it("equals the count of ordered pairs, ties counting half", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4, max: 60 }), (seed, rows) => {
        const p = draw("binary", seed, rows);
        if (p.kind !== "regression") expect(auc.score(p)).toBeCloseTo(aucByPairs(p), 10);
      }),
    );
  });

  it("is undefined, not .5, when a class has no rows", () => {
    expect(auc.score(binary([0.2, 0.8], [1, 1]))).toBeNaN();
    expect(auc.score(binary([0.2, 0.8], [0, 0]))).toBeNaN();
    const multi = draw("multiclass", 1, 30);
    expect(auc.score({ ...multi, targets: multi.targets.map((t) => Math.min(t, 2)) })).toBeNaN();
  });

  it("is .5 for a constant prediction and 1 − auc for reversed scores", () => {
    expect(auc.score(binary([0.3, 0.3, 0.3], [0, 1, 0]))).toBe(0.5);
    const [scores, targets] = [
      [0.1, 0.7, 0.7, 0.2],
      [0, 1, 0, 1],
    ];
    expect(
      auc.score(
        binary(
          scores!.map((s) => 1 - s),
          targets!,
        ),
      ),
    ).toBeCloseTo(1 - auc.score(binary(scores!, targets!)), 12);
  });

  it("orders 2¹⁰ + 1 distinct scores of any magnitude as a comparison sort does", () => {
    const random = randomOf(keyOf(5));
    const scores = Array.from({ length: 1025 }, () => Math.fround(10 ** (-30 * random.uniform())));
    const p = binary(
      scores,
      scores.map(() => random.below(2)),
    );
    expect(auc.score(p)).toBeCloseTo(aucByPairs(p), 10);
  });
});

describe("metrics that mind labels only", () => {
  const labelled = all.filter(({ labelsOnly }) => labelsOnly === true);

  it("stay when every probability moves without another class coming to the top; the others do not", () => {
    const p = draw("binary", 8, 60) as ClassPredictions;
    const sharper = p.probabilities.map((v) => (v > 0.5 ? 0.5 + v / 2 : v === 0.5 ? v : v / 2));
    for (const metric of all.filter(({ kinds }) => kinds.includes("binary"))) {
      const moved = Math.abs(metric.score({ ...p, probabilities: sharper }) - metric.score(p)) > 1e-9;
      const isRanking = metric === auc || metric === averagePrecision;
      expect(moved, metric.name).toBe(metric.labelsOnly !== true && !isRanking);
    }
    expect(labelled.map(({ name }) => name)).toEqual([
      ...["accuracy", "balancedAccuracy", "f1", "geometricMean", "macroF1", "mcc"],
    ]);
  });

  it("of two classes by the cells of the table of errors", () => {
    const [tp, fp, fn, tn] = [7, 2, 5, 36];
    const cells = { ...binary([1, 1, 0, 0], [1, 0, 1, 0]), weights: Float64Array.of(tp, fp, fn, tn) };
    expect(f1.score(cells)).toBeCloseTo((2 * tp) / (2 * tp + fp + fn), 12);
    expect(geometricMean.score(cells)).toBeCloseTo(Math.sqrt((tp / (tp + fn)) * (tn / (tn + fp))), 12);
    const root = Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn));
    expect(mcc.score(cells)).toBeCloseTo((tp * tn - fp * fn) / root, 12);
  });
});

describe("averagePrecision", () => {
  it("is the sum over distinct thresholds of precision times the recall gained", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4, max: 60 }), (seed, rows) => {
        const p = draw("binary", seed, rows) as ClassPredictions;
        const scores = Array.from({ length: rows }, (_, row) => p.probabilities[2 * row + 1]!);
        const positives = p.targets.filter((t) => t === 1).length;
        let [area, recall] = [0, 0];
        for (const threshold of [...new Set(scores)].sort((a, b) => b - a)) {
          const named = scores.flatMap((s, row) => (s >= threshold ? [p.targets[row]!] : []));
          const hits = named.filter((t) => t === 1).length;
          area += (hits / positives - recall) * (hits / named.length);
          recall = hits / positives;
        }
        expect(averagePrecision.score(p)).toBeCloseTo(area, 10);
      }),
    );
  });

  it("of a constant is the share of positives, and undefined without any", () => {
    expect(averagePrecision.score(binary([0.3, 0.3, 0.3, 0.3], [0, 1, 0, 0]))).toBe(0.25);
    expect(averagePrecision.score(binary([0.3, 0.3], [0, 0]))).toBeNaN();
  });
});

describe("edge cases by hand", () => {
  const majority = binary([0.1, 0.1, 0.1, 0.1], [0, 0, 0, 1]);
  it("the majority class wins accuracy only", () => {
    expect(accuracy.score(majority)).toBe(0.75);
    expect(balancedAccuracy.score(majority)).toBe(0.5);
    expect(macroF1.score(majority)).toBeCloseTo((6 / 7 + 0) / 2, 12);
  });
  it("who names one class throughout has found nothing of the other", () => {
    expect(f1.score(majority)).toBe(0);
    expect(mcc.score(majority)).toBe(0);
    expect(geometricMean.score(majority)).toBe(0);
    expect(averagePrecision.score(majority)).toBe(0.25);
  });
  it("where there is one class only, correlation with it is undefined, and so is F1 of the other", () => {
    expect(mcc.score(binary([0.9, 0.1], [1, 1]))).toBeNaN();
    expect(f1.score(binary([0.1, 0.2], [0, 0]))).toBeNaN();
    expect(f1.score(binary([0.1, 0.9], [0, 0]))).toBe(0);
  });
  it("all labels the wrong way round are a correlation of −1", () =>
    expect(mcc.score(binary([0.9, 0.1, 0.2], [0, 1, 1]))).toBe(-1));
  it("a class absent from the rows is left out of balanced accuracy and macro-F1", () => {
    const one = binary([0.9, 0.8], [1, 1]);
    expect(geometricMean.score(one)).toBe(1);
    expect(balancedAccuracy.score(one)).toBe(1);
    expect(macroF1.score(one)).toBe(1);
  });
  it("a tie of probabilities names the lower class", () =>
    expect(accuracy.score(binary([0.5, 0.5], [0, 1]))).toBe(0.5));
  it("a certain mistake costs −ln 2⁻²³, not infinity", () =>
    expect(logLoss.score(binary([0], [1]))).toBeCloseTo(23 * Math.LN2, 12));
  it("Brier and calibration of a known table", () => {
    expect(brier.score(binary([0.25, 0.75], [1, 1]))).toBeCloseTo((0.75 ** 2 + 0.25 ** 2) / 2, 12);
    expect(ece.score(binary([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0]))).toBeCloseTo(0, 12);
    expect(ece.score(binary([0.75, 0.75], [0, 0]))).toBeCloseTo(0.75, 12);
  });
  it("regression by hand; R² of a constant target is undefined", () => {
    const p = regression([1, 2, 6], [1, 4, 4]);
    expect(rmse.score(p)).toBeCloseTo(Math.sqrt(8 / 3), 12);
    expect(mae.score(p)).toBeCloseTo(4 / 3, 12);
    expect(r2.score(p)).toBeCloseTo(1 - 8 / 6, 12);
    expect(r2.score(regression([1, 2, 3], [0.1, 0.1, 0.1]))).toBeNaN();
  });
});

describe("baselineScore", () => {
  const training = Float32Array.from([0, 0, 0, 1]);
  it("guesses class frequencies", () => {
    const p = binary([0.9, 0.1, 0.9, 0.2], [1, 0, 0, 1]);
    expect(baselineScore(auc, training, p)).toBe(0.5);
    expect(baselineScore(accuracy, training, p)).toBe(0.5);
    expect(baselineScore(brier, training, p)).toBeCloseTo((2 * 0.75 ** 2 + 2 * 0.25 ** 2) / 4, 6);
    expect(baselineScore(logLoss, training, p)).toBeCloseTo(-(Math.log(0.25) + Math.log(0.75)) / 2, 6);
  });
  it("guesses the mean for squares and the median for distances", () => {
    const p = regression([0, 0, 0, 0], [0, 0, 0, 4]);
    const y = Float32Array.from([0, 0, 0, 4]);
    expect(baselineScore(rmse, y, p)).toBeCloseTo(Math.sqrt(3), 6);
    expect(baselineScore(mae, y, p)).toBeCloseTo(1, 6);
    expect(baselineScore(r2, y, p)).toBeCloseTo(0, 6);
  });
});
