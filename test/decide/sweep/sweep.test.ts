import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../../src/core/index.ts";
import {
  showStrength,
  strengthGrid,
  type StrengthScores,
  summarizeSweep,
  sweepSentence,
} from "../../../src/decide/sweep/index.ts";

/** Scores of each strength: what is true of it, what a split gives to all of them, and noise of its own. */
function curveOf(truth: readonly number[], repeats: number, seed: number, noise = 0.01): StrengthScores[] {
  const random = randomOf(keyOf(seed));
  const splits = Array.from({ length: repeats }, () => 0.03 * random.normal());
  return truth.map((score, i) => {
    const validation = splits.map((split) => score + split + noise * random.normal());
    return { strength: i / 10, train: validation.map((v) => v + 0.1), validation };
  });
}

const OPTIONS = { better: "higher", reference: 0, testFraction: 0 } as const;
const FLAT = Array.from({ length: 8 }, () => 0.8);
/** A U (upside down): 0 → .80, best at index 3 with .90, worse again at the end. */
const HILL = [0.8, 0.86, 0.89, 0.9, 0.88, 0.84, 0.78, 0.7];

describe("grids of strengths", () => {
  const linear = strengthGrid({ scale: "linear", range: [0, 0.7], points: 8, reference: 0 });
  it("are what a person would write", () => {
    expect(linear).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(strengthGrid({ scale: "log", range: [1e-6, 1e-2], points: 6, reference: 0 })).toEqual([
      ...[0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2],
    ]);
    expect(strengthGrid({ scale: "log", range: [8, 1], points: 5, reference: 0 })).toEqual([0, 8, 4, 2, 1]);
  });

  it("are shown as they are written", () => {
    expect([0, 0.3, 1.5, 0.001, 2.2e-5].map(showStrength)).toEqual(["0", ".3", "1.5", ".001", "2.2e-5"]);
  });

  it("hold both ends and the reference, each once, in order", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("linear" as const, "log" as const),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 1.5, max: 1e4, noNaN: true }),
        fc.integer({ min: 3, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (scale, low, factor, points, part) => {
          const high = low * factor;
          for (const reference of [0, low, high, low + part * (high - low)]) {
            const grid = strengthGrid({ scale, range: [low, high], points, reference });
            expect(grid).toContain(reference);
            expect(grid).toContain(low);
            expect(grid).toContain(high);
            expect(grid.length).toBeLessThanOrEqual(points);
            expect(grid).toEqual([...new Set(grid)].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a curve with an optimum", () => {
  it("is found where it is, in either direction of the metric", () => {
    let near = 0;
    for (let seed = 0; seed < 60; seed++) {
      const curve = curveOf(HILL, 5, seed);
      const up = summarizeSweep(curve, OPTIONS)!;
      const turned = curve.map((point) => ({
        ...point,
        train: point.train.map((x) => -x),
        validation: point.validation.map((x) => -x),
      }));
      const down = summarizeSweep(turned, { ...OPTIONS, better: "lower" })!;
      expect(down).toMatchObject({ best: up.best, strongest: up.strongest, chosen: up.chosen, kind: up.kind });
      expect(down.most).toBeCloseTo(up.most, 12);
      if (up.kind === "helps" && Math.abs(up.best - 3) <= 1 && up.chosen >= up.best && up.chosen <= 5) near++;
    }
    expect(near).toBeGreaterThanOrEqual(57);
  });

  it("the chosen is never weaker than the best, and within one standard error of it by both errors", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.001, max: 0.05, noNaN: true }), (seed, noise) => {
        const curve = curveOf(HILL, 5, seed, noise);
        const found = summarizeSweep(curve, { ...OPTIONS, testFraction: 1 / 3 })!;
        const best = curve[found.best]!.validation;
        const errorOf = (values: readonly number[]): number => {
          const mean = values.reduce((a, b) => a + b, 0) / 5;
          return Math.sqrt((1 / 5 + 1 / 3) * (values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4));
        };
        const isWithin = curve.map(({ validation }, i) => {
          const behind = validation.map((v, r) => best[r]! - v);
          const mean = behind.reduce((a, b) => a + b, 0) / 5;
          return i === found.best || (mean <= errorOf(behind) && mean <= errorOf(best));
        });
        expect(found.strengths.map(({ within }) => within)).toEqual(isWithin);
        expect(found.strongest).toBe(isWithin.lastIndexOf(true));
        expect(found.strongest).toBeGreaterThanOrEqual(found.best);
        expect(found.chosen).toBe(found.kind === "helps" ? found.strongest : 0);
      }),
      { numRuns: 100 },
    );
  });

  it("a strength that fails on one repeat of five is not within one standard error", () => {
    const validation = [0.9, 0.91, 0.9, 0.91, 0.9];
    const curve = [
      { strength: 0, train: validation, validation: [0.8, 0.81, 0.8, 0.8, 0.8] },
      { strength: 0.3, train: validation, validation },
      { strength: 0.6, train: validation, validation: [...validation.slice(0, 4), 0.5] },
    ];
    expect(summarizeSweep(curve, { ...OPTIONS, testFraction: 0.3 })).toMatchObject({ best: 1, chosen: 1 });
  });

  it("a best at an end says so, and one inside does not", () => {
    const rising = summarizeSweep(curveOf([0.7, 0.75, 0.8, 0.85], 8, 1), OPTIONS)!;
    expect(rising).toMatchObject({ kind: "helps", best: 3, edge: "strongest" });
    const words = { name: "dropout", reference: 0, metric: { title: "AUC", better: "higher" }, repeats: 8 } as const;
    expect(sweepSentence(rising, { ...words, extend: "--strength dropout=0..0.9" })).toMatch(
      /^dropout helps: best at \.3 \(\+\.1.. \[.*\] AUC against 0.*the strongest that was tried: look further with --strength dropout=0\.\.0\.9$/u,
    );
    const rate = { ...words, name: "learningRate", prefersStrong: false, extend: "--strength learningRate=.1..1" };
    expect(sweepSentence(rising, rate)).toContain("The best is the largest that was tried");
    expect(summarizeSweep(curveOf(HILL, 8, 1), OPTIONS)!.edge).toBeUndefined();
    const early = [0.7, 0.9, 0.8, 0.7];
    expect(summarizeSweep(curveOf(early, 8, 1), OPTIONS)!.edge).toBeUndefined();
    expect(summarizeSweep(curveOf(early, 8, 1), { ...OPTIONS, isOff: true })!.edge).toBe("weakest");
  });

  it("what only hurts keeps the reference", () => {
    const found = summarizeSweep(curveOf([0.9, 0.9, 0.85, 0.6], 8, 2), OPTIONS)!;
    expect(found).toMatchObject({ kind: "hurts", chosen: 0 });
  });
});

describe("a curve without an effect", () => {
  it("is called flat: an effect is claimed in at most 5 % of sweeps", () => {
    const runs = 600;
    let claims = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { kind, chosen } = summarizeSweep(curveOf(FLAT, 5, 1000 + seed), OPTIONS)!;
      if (kind !== "flat") claims++;
      else expect(chosen).toBe(0);
    }
    // Two standard errors of a share of 5 %: .018.
    expect(claims / runs).toBeLessThanOrEqual(0.068);
    expect(claims).toBeGreaterThan(0);
  });

  it("says what it can be worth at most, and whether more repeats would tell", () => {
    const found = summarizeSweep(curveOf(FLAT, 5, 3), OPTIONS)!;
    const words = { name: "dropout", reference: 0, metric: { title: "AUC", better: "higher" }, repeats: 5 } as const;
    const most = Math.max(...found.strengths.map(({ effect }) => effect?.high ?? 0));
    expect(found.most).toBe(most);
    const last = { ...found, best: 7, edge: "strongest" } as const;
    expect(sweepSentence(last, { ...words, extend: "--strength dropout=.7...9" })).toMatch(
      /tell smaller effects\. The best is the strongest that was tried: look further with --strength dropout=\.7\.\.\.9$/u,
    );
    expect(sweepSentence(found, { ...words, signal: 1 })).toMatch(
      /^dropout does not matter here: no strength from \.1 to \.7 differs from 0 .* worth more than \.0\d+ AUC$/u,
    );
    expect(sweepSentence(found, { ...words, signal: 0.01 })).toMatch(
      /^no strength of dropout from \.1 to \.7 differs from 0 beyond noise, though \.0\d+ AUC is possible: --seeds 10/u,
    );
  });
});

describe("what cannot be told", () => {
  it("fewer than three repeats claim nothing", () => {
    for (const repeats of [1, 2]) {
      const found = summarizeSweep(curveOf(HILL, repeats, 1), OPTIONS)!;
      expect(found).toMatchObject({ kind: "cannotTell", chosen: 0 });
      const words = { name: "l2", reference: 0, metric: { title: "AUC", better: "higher" }, repeats } as const;
      expect(sweepSentence(found, words)).toMatch(/^can't tell/u);
    }
  });

  it("strengths without scores are left out, and a reference without any leaves nothing", () => {
    const curve = curveOf(HILL, 5, 4);
    const cut = curve.map((point, i) => (i >= 6 ? { ...point, train: [], validation: [] } : point));
    const found = summarizeSweep(cut, OPTIONS)!;
    expect(found).toMatchObject({ kind: "helps" });
    expect(found.strengths[7]!.effect).toBeUndefined();
    expect(found.strengths[7]!.validation.mean).toBeNaN();
    expect(summarizeSweep([{ ...curve[0]!, validation: [] }, ...curve.slice(1)], OPTIONS)).toBeUndefined();
  });
});
