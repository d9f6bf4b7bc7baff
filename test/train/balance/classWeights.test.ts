import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossEntropy } from "../../../src/loss/index.ts";
import { balancedWeights, classCounts, type WeightScheme, withScales } from "../../../src/train/balance/index.ts";
import { codeOf } from "./support.ts";

interface Case {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly present: readonly number[];
  readonly weights: readonly number[];
}
const file = new URL("../../fixtures/balance/balance.json", import.meta.url);
const { weights: cases } = JSON.parse(readFileSync(file, "utf8")) as { weights: readonly Case[] };

const repeated = (counts: readonly number[]): number[] => counts.flatMap((n, k) => new Array<number>(n).fill(k));
const oneHot = (labels: readonly number[], classes: number): Float32Array =>
  Float32Array.from(labels.flatMap((label) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0))));

const anyScheme: fc.Arbitrary<WeightScheme> = fc.oneof(
  fc.constantFrom("balanced" as const, "squareRoot" as const),
  fc.double({ min: 0, max: 0.9999, noNaN: true }).map((effective) => ({ effective })),
);
const anyCounts = fc
  .array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 6 })
  .filter((counts) => counts.some((n) => n > 0));

describe("balancedWeights", () => {
  it.each(cases)("equals scikit-learn's balanced for $classes classes, 1 where a class has no rows", (c) => {
    const ours = balancedWeights({ labels: c.labels, classes: c.classes });
    const expected = new Array<number>(c.classes).fill(1);
    for (const [i, k] of c.present.entries()) expected[k] = c.weights[i]!;
    for (const [k, weight] of ours.entries()) expect(weight).toBeCloseTo(expected[k]!, 12);
  });

  it("has mean 1 over the rows, the same from labels and one-hot targets, and rarer classes weigh no less", () => {
    fc.assert(
      fc.property(anyCounts, anyScheme, (counts, scheme) => {
        const labels = repeated(counts);
        const classes = counts.length;
        const weights = balancedWeights({ labels, classes }, scheme);
        expect(labels.reduce((sum, label) => sum + weights[label]!, 0) / labels.length).toBeCloseTo(1, 10);
        expect(balancedWeights({ y: oneHot(labels, classes), classes }, scheme)).toEqual(weights);
        for (const [j, a] of counts.entries())
          for (const [k, b] of counts.entries())
            if (a > b && b > 0) expect(weights[k]!).toBeGreaterThanOrEqual(weights[j]! * (1 - 1e-12));
      }),
    );
  });

  it("schemes by their formulas: n⁻¹, n^−½, and from even to balanced as β goes to 1", () => {
    const given = { labels: repeated([64, 16, 4]), classes: 3 };
    const ratio = (scheme: WeightScheme, k: number): number => {
      const weights = balancedWeights(given, scheme);
      return weights[k]! / weights[0]!;
    };
    expect([ratio("balanced", 1), ratio("balanced", 2)]).toEqual([4, 16]);
    expect([ratio("squareRoot", 1), ratio("squareRoot", 2)]).toEqual([2, 4]);
    expect(ratio({ effective: 0 }, 2)).toBe(1);
    expect(ratio({ effective: 0.9 }, 2)).toBeCloseTo((1 - 0.9 ** 64) / (1 - 0.9 ** 4), 12);
    expect(ratio({ effective: 1 - 1e-12 }, 2)).toBeCloseTo(16, 6);
  });

  it("soft targets count by their sums", () => {
    expect([...classCounts({ y: [0.5, 0.5, 0.25, 0.75], classes: 2 })]).toEqual([0.75, 1.25]);
  });

  it("is what crossEntropy takes", () => {
    const classWeights = balancedWeights({ labels: [0, 0, 0, 1], classes: 2 });
    expect(classWeights).toEqual([2 / 3, 2]);
    expect(() => crossEntropy({ classWeights })).not.toThrow();
  });

  it("can be undone: dividing by the weights gives the probabilities of the unweighted problem", () => {
    const weights = balancedWeights({ labels: repeated([90, 9, 1]), classes: 3 });
    const truth = [0.7, 0.2, 0.1];
    const weighed = truth.map((p, k) => p * weights[k]!);
    const sum = weighed.reduce((a, b) => a + b, 0);
    const said = {
      ...({ kind: "multiclass", rows: 1, classes: 3 } as const),
      probabilities: Float32Array.from(weighed, (v) => v / sum),
      targets: Float32Array.of(0),
    };
    const { probabilities } = withScales(
      said,
      weights.map((w) => 1 / w),
    );
    for (const [k, p] of truth.entries()) expect(probabilities[k]).toBeCloseTo(p, 6);
  });

  it("refuses labels that are no class, targets that do not fit, no rows, and β of 1", () => {
    for (const labels of [[2], [-1], [0.5], [Number.NaN], []])
      expect(codeOf(() => balancedWeights({ labels, classes: 2 }))).toBe("E349");
    expect(codeOf(() => balancedWeights({ y: [1, 0, 1], classes: 2 }))).toBe("E349");
    expect(codeOf(() => balancedWeights({ labels: [0, 1], classes: 2 }, { effective: 1 }))).toBe("E349");
  });
});
