import { describe, expect, it } from "vitest";
import { fold, type Key, keyOf, randomOf } from "../../src/core/index.ts";
import { affordableDraws, bootstrapDifference, bootstrapInterval } from "../../src/decide/index.ts";
import { accuracy, auc, mae, type ClassPredictions, type Predictions } from "../../src/train/metrics/index.ts";

/** Scores N(0, 1) and N(shift, 1) squashed into (0, 1): the true AUC is Φ(shift / √2). */
function twoNormals(rows: number, shift: number, key: Key): ClassPredictions {
  const random = randomOf(key);
  const targets = Float32Array.from({ length: rows }, (_, i) => i % 2);
  const positive = Array.from(targets, (t) => 1 / (1 + Math.exp(-random.normal() - t * shift)));
  return {
    kind: "binary",
    rows,
    classes: 2,
    targets,
    probabilities: Float32Array.from(positive.flatMap((p) => [1 - p, p])),
  };
}

/** A sample mean as a score: |value − 0| with positive values. */
function values(rows: number, key: Key): Predictions {
  const random = randomOf(key);
  const sample = Float32Array.from({ length: rows }, () => -Math.log(1 - random.uniform()));
  return { kind: "regression", rows, values: sample, targets: new Float32Array(rows) };
}

function share(n: number, hits: (i: number) => boolean): number {
  return Array.from({ length: n }, (_, i) => hits(i)).filter(Boolean).length / n;
}

describe("bootstrapInterval", () => {
  const fair = twoNormals(200, 1, keyOf(1));

  it("same key, same interval; another key, another; the value is the score itself", () => {
    const interval = (seed: number) => bootstrapInterval(200, auc.prepare(fair), { key: keyOf(seed), draws: 300 });
    expect(interval(1)).toEqual(interval(1));
    expect(interval(1).low).not.toBe(interval(2).low);
    expect(interval(1).value).toBe(auc.score(fair));
  });

  it("weights are draws with replacement: whole counts that sum to the rows, each 1 on average", () => {
    const total = new Float64Array(50);
    const score = (weights?: Float64Array): number => {
      for (const [i, w] of (weights ?? []).entries()) total[i]! += w;
      if (weights !== undefined) expect(weights.reduce((sum, w) => sum + w, 0)).toBe(50);
      return 0;
    };
    bootstrapInterval(50, score, { key: keyOf(3), draws: 2000 });
    for (const sum of total) expect(Math.abs(sum / 2000 - 1)).toBeLessThan(5 * Math.sqrt(1 / 2000));
  });

  it("quantiles of the draws are NumPy's (linear)", () => {
    let i = 0;
    const interval = bootstrapInterval(3, (w) => (w === undefined ? 9 : i++), { key: keyOf(1), draws: 11, level: 0.5 });
    expect(interval).toEqual({ value: 9, low: 2.5, high: 7.5, draws: 11, undefinedDraws: 0, by: "quantiles" });
  });

  it("of rows without a mistake leaves room for the mistakes of rows like them: Clopper and Pearson's", () => {
    const perfect = (rows: number): ClassPredictions => {
      const targets = Float32Array.from({ length: rows }, (_, i) => i % 2);
      const probabilities = Float32Array.from([...targets].flatMap((t) => [1 - t, t]));
      return { kind: "binary", rows, classes: 2, targets, probabilities };
    };
    for (const rows of [5, 36, 1000]) {
      const options = { key: keyOf(1), draws: 50, range: accuracy.range };
      const { value, low, high } = bootstrapInterval(rows, accuracy.prepare(perfect(rows)), options);
      expect([value, high]).toEqual([1, 1]);
      // With this accuracy all rows are right in 2.5 % of samples.
      expect(low ** rows).toBeCloseTo(0.025, 10);
    }
    const wrong = bootstrapInterval(36, () => 0, { key: keyOf(1), draws: 50, range: [0, 1] });
    expect([wrong.low, wrong.high]).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 36), 10)]);
    const unbounded = bootstrapInterval(36, () => 0, {
      key: keyOf(1),
      draws: 50,
      range: [0, Number.POSITIVE_INFINITY],
    });
    expect([unbounded.low, unbounded.high]).toEqual([0, 0]);
  });

  it("covers the true mean of a skewed sample about 95 % of the time", () => {
    const n = 600;
    const covered = share(n, (i) => {
      const p = values(100, fold(keyOf(4), i));
      const { low, high } = bootstrapInterval(100, mae.prepare(p), { key: fold(keyOf(5), i), draws: 200 });
      return low <= 1 && 1 <= high;
    });
    // The percentile interval of 100 exponentials truly covers about .93: skewness, and n − 1 against n.
    expect(covered).toBeGreaterThan(0.93 - 3 * Math.sqrt((0.93 * 0.07) / n));
    expect(covered).toBeLessThan(0.95 + 3 * Math.sqrt((0.95 * 0.05) / n));
  });

  it("covers the true AUC about 95 % of the time", () => {
    const [n, truth] = [400, 0.7602499389];
    const covered = share(n, (i) => {
      const p = twoNormals(120, 1, fold(keyOf(6), i));
      const { low, high } = bootstrapInterval(120, auc.prepare(p), { key: fold(keyOf(7), i), draws: 200 });
      return low <= truth && truth <= high;
    });
    expect(Math.abs(covered - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / n) + 0.01);
  });

  it("leaves out draws without a score and counts them", () => {
    const rare = {
      ...twoNormals(30, 1, keyOf(8)),
      targets: Float32Array.from({ length: 30 }, (_, i) => (i < 2 ? 1 : 0)),
    };
    const interval = bootstrapInterval(30, auc.prepare(rare), { key: keyOf(9), draws: 2000 });
    const expected = (1 - 2 / 30) ** 30;
    expect(Math.abs(interval.undefinedDraws / 2000 - expected)).toBeLessThan(4 * Math.sqrt(expected / 2000));
    expect(interval.low).toBeLessThanOrEqual(interval.high);
    const none = bootstrapInterval(30, () => Number.NaN, { key: keyOf(9), draws: 10 });
    expect([none.low, none.undefinedDraws]).toEqual([NaN, 10]);
  });

  it("makes fewer draws on very many rows, never fewer than 64 of those asked for", () => {
    expect(affordableDraws(100_000, 1000)).toBe(1000);
    expect(affordableDraws(200_000, 1000)).toBe(100);
    expect(affordableDraws(10_000_000, 1000)).toBe(64);
    expect(affordableDraws(10_000_000, 50)).toBe(50);
  });

  it("of very many rows is what quantiles of as many rows are, and that of theory", () => {
    // A mean of 20,000 rows: quantiles of 1,000 draws, and the deviation of the 1,000 that 10⁸ / 20,000 is too few for.
    const rows = 20_000;
    const random = randomOf(keyOf(21));
    const values = Float64Array.from({ length: rows }, () => Number(random.uniform() < 0.3));
    const mean = (w: Float64Array = new Float64Array(rows).fill(1)): number => {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += w[i]! * values[i]!;
      return sum / rows;
    };
    const by = (draws: number) => bootstrapInterval(rows, mean, { key: keyOf(22), draws });
    const [quantiles, deviation] = [by(400), by(5001)];
    expect([quantiles.by, deviation.by, deviation.draws]).toEqual(["quantiles", "deviation", 1000]);
    const p = mean();
    const half = 1.96 * Math.sqrt((p * (1 - p)) / rows);
    for (const { value, low, high } of [quantiles, deviation]) {
      expect(Math.abs((value - low) / half - 1)).toBeLessThan(0.2);
      expect(Math.abs((high - value) / half - 1)).toBeLessThan(0.2);
    }
  });

  it("has no end beyond what the score can be", () => {
    const mean = (w: Float64Array = new Float64Array(40).fill(1)): number =>
      w.reduce((sum, weight, i) => sum + (weight * (i % 2)) / 40, 0);
    const { low, high } = bootstrapInterval(40, mean, { key: keyOf(23), draws: 200, range: [0.45, 0.55] });
    expect([low, high]).toEqual([0.45, 0.55]);
  });

  it("refuses no rows, no draws and a level outside (0, 1)", () => {
    for (const [rows, change] of [
      [0, {}],
      [5, { draws: 0 }],
      [5, { level: 1 }],
    ] as const)
      expect(() => bootstrapInterval(rows, () => 0, { key: keyOf(1), ...change })).toThrow(/out of range/u);
  });
});

describe("bootstrapDifference", () => {
  it("of a model and itself is exactly 0", () => {
    const score = auc.prepare(twoNormals(100, 1, keyOf(1)));
    expect(bootstrapDifference(100, score, score, { key: keyOf(2), draws: 50 })).toMatchObject({
      value: 0,
      low: 0,
      high: 0,
    });
  });

  it("is narrower than independent intervals when the models err on the same rows", () => {
    const a = twoNormals(400, 1, keyOf(1));
    const random = randomOf(keyOf(2));
    const nudged = Array.from({ length: 400 }, (_, i) =>
      Math.min(1, a.probabilities[2 * i + 1]! + 0.02 * random.uniform()),
    );
    const b = { ...a, probabilities: Float32Array.from(nudged.flatMap((p) => [1 - p, p])) };
    const options = { key: keyOf(3), draws: 400 };
    const one = bootstrapInterval(400, accuracy.prepare(a), options);
    const both = bootstrapDifference(400, accuracy.prepare(a), accuracy.prepare(b), options);
    expect(both.value).toBe(accuracy.score(a) - accuracy.score(b));
    expect(both.high - both.low).toBeLessThan((one.high - one.low) / 2);
  });

  it("two equally good models: 0 lies outside in at most 5 % (+ 3σ)", () => {
    const n = 400;
    const claimed = share(n, (i) => {
      const a = twoNormals(120, 1, fold(keyOf(10), i, "a"));
      const b = twoNormals(120, 1, fold(keyOf(10), i, "b"));
      const key = fold(keyOf(11), i);
      const { low, high } = bootstrapDifference(120, auc.prepare(a), auc.prepare(b), { key, draws: 200 });
      return low > 0 || high < 0;
    });
    expect(claimed).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / n));
  });
});
