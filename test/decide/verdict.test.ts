import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RecipeResult, type ResultTable, verdict } from "../../src/decide/index.ts";

const aucMetric = { name: "auc", title: "AUC", better: "higher" } as const;

/** The article's ladder on a table where regularization pays, as in the mock of the command line. */
const plain = { name: "plain", train: 0.981, validation: { mean: 0.816, se: 0.006 } };
function recipe(name: string, mean: number, half: number, p: number): RecipeResult {
  const validation = { mean: plain.validation.mean + mean, se: 0.005 };
  return { name, train: 0.9, validation, effect: { mean, low: mean - half, high: mean + half, p } };
}
const table = (recipes: readonly RecipeResult[], rest: Partial<ResultTable> = {}): ResultTable => ({
  metric: aucMetric,
  recipes,
  baseline: 0.5,
  ...rest,
});

/** The same comparison in a metric whose lower end is better: every score s becomes 1 − s. */
function mirrored(t: ResultTable): ResultTable {
  return {
    metric: { name: "error", better: t.metric.better === "higher" ? "lower" : "higher" },
    baseline: 1 - t.baseline,
    recipes: t.recipes.map(({ effect, ...r }) => ({
      ...r,
      train: 1 - r.train,
      validation: { mean: 1 - r.validation.mean, se: r.validation.se },
      ...(effect ? { effect: { mean: -effect.mean, low: -effect.high, high: -effect.low, p: effect.p } } : {}),
    })),
  };
}

const dropout = recipe("+ dropout", 0.029, 0.008, 0.0005);
const decay = recipe("+ decay", 0.019, 0.007, 0.001);
const batchNorm = recipe("+ batch norm", 0.001, 0.01, 0.8);
const l1 = recipe("+ L1", -0.05, 0.01, 0.0001);

describe("verdict", () => {
  it("overfitting that costs: how much, what helps, what does not", () => {
    const found = verdict(table([plain, decay, batchNorm, dropout]));
    expect(found.sentence).toBe(
      "plain overfits and it costs you: .029 AUC. dropout and decay help; batch norm does not measurably.",
    );
    expect(found).toMatchObject({ kind: "costlyOverfit", helps: ["dropout", "decay"], hurts: [] });
  });

  it("says of whose interval leaves 0 out that it probably helps, not that it does not", () => {
    const noise = recipe("+ noise", 0.012, 0.011, 0.04);
    const smoothing = recipe("+ smoothing", -0.012, 0.011, 0.04);
    expect(verdict(table([plain, dropout, noise, batchNorm, smoothing])).sentence).toBe(
      "plain overfits and it costs you: .029 AUC. dropout helps; noise probably does, not beyond doubt among 4 comparisons; " +
        "batch norm does not measurably; smoothing probably hurts, not beyond doubt among 4 comparisons.",
    );
  });

  it("names what hurts and what diverged", () => {
    const lost = {
      name: "+ SAM",
      train: NaN,
      validation: { mean: NaN, se: NaN },
      effect: { mean: NaN, low: NaN, high: NaN, p: NaN },
    };
    const found = verdict(table([plain, dropout, l1, lost]));
    expect(found.sentence).toMatch(/dropout helps; L1 hurts; SAM diverged\.$/u);
    expect(found.hurts).toEqual(["L1"]);
  });

  it("corrects for the number of recipes tried: p .03 is no finding among ten", () => {
    const lucky = recipe("+ lucky", 0.03, 0.025, 0.03);
    const rest = Array.from({ length: 9 }, (_, i) => recipe(`+ r${i}`, 0, 0.03, 0.9));
    expect(verdict(table([plain, lucky])).helps).toEqual(["lucky"]);
    const found = verdict(table([plain, lucky, ...rest]));
    expect(found).toMatchObject({ kind: "cannotTell", helps: [] });
    expect(found.sentence).toMatch(
      /^plain overfits; lucky probably helps .*; not beyond doubt among 10 comparisons: try --seeds 10$/u,
    );
  });

  it("names every interval that excludes zero, harm too, wherever it stands in the table", () => {
    const uncertain = recipe("+ wide", 0.05, 0.2, 0.5);
    const rest = Array.from({ length: 7 }, (_, i) => recipe(`+ r${i}`, 0, 0.03, 0.9));
    const found = verdict(
      table([plain, uncertain, recipe("+ small", 0.01, 0.008, 0.03), recipe("+ bad", -0.03, 0.02, 0.02), ...rest]),
    );
    expect(found.sentence).toMatch(/small probably helps \(by \.010 AUC\); bad probably hurts; not beyond doubt/u);
  });

  it("two repeats have no error to trust, however short their intervals are", () => {
    expect(verdict(table([plain, dropout], { repeats: 2 }))).toMatchObject({
      kind: "cannotTell",
      sentence: expect.stringMatching(/2 repeats give no error to trust/u),
    });
    expect(verdict(table([plain, dropout], { repeats: 3 })).kind).toBe("costlyOverfit");
  });

  it("a better recipe without a gap", () => {
    const found = verdict(table([{ ...plain, train: 0.82 }, dropout]));
    expect(found.kind).toBe("improvable");
    expect(found.sentence).toBe("plain does not overfit, yet leaves .029 AUC on the table. dropout helps.");
  });

  it("without a signal no technique is named, whatever its p", () => {
    const random = { name: "plain", train: 0.99, validation: { mean: 0.51, se: 0.01 } };
    const sure = { ...recipe("+ dropout", 0.005, 0.001, 1e-5), validation: { mean: 0.515, se: 0.01 } };
    expect(verdict(table([random, sure]))).toMatchObject({ kind: "noSignal", helps: [], hurts: [] });
    expect(verdict(table([plain, dropout], { repeats: 2 })).helps).toEqual([]);
  });

  it("no signal: validation is within 2 SE of guessing, however good training is", () => {
    const random = { name: "plain", train: 0.99, validation: { mean: 0.51, se: 0.01 } };
    const found = verdict(
      table([random, { ...recipe("+ dropout", 0, 0.02, 0.9), validation: { mean: 0.519, se: 0.01 } }]),
    );
    expect(found.kind).toBe("noSignal");
    expect(found.sentence).toBe(
      "no signal: validation never beats guessing (.500 AUC) by 2 SE; plain's training score of .990 is memory",
    );
    const signal = { ...recipe("+ dropout", 0.02, 0.03, 0.3), validation: { mean: 0.53, se: 0.01 } };
    expect(verdict(table([random, signal])).kind).not.toBe("noSignal");
  });

  it("a gap that no recipe could turn into validation is harmless", () => {
    const found = verdict(
      table([plain, recipe("+ dropout", 0.001, 0.004, 0.6), recipe("+ decay", -0.001, 0.004, 0.6)]),
    );
    expect(found.kind).toBe("harmlessGap");
    expect(found.sentence).toBe(
      "gap but harmless: training is .165 AUC better than validation, yet no recipe can be worth more than .005 AUC",
    );
    expect(verdict(table([plain, l1])).sentence).toMatch(/yet no recipe helps$/u);
  });

  it("neither gap nor a better recipe is good", () => {
    const found = verdict(table([{ ...plain, train: 0.82 }, recipe("+ dropout", 0, 0.004, 0.9)]));
    expect(found.kind).toBe("good");
  });

  it("wide intervals: cannot tell, and how many seeds to try", () => {
    const found = verdict(table([plain, recipe("+ dropout", 0.02, 0.05, 0.3)]));
    expect(found).toMatchObject({
      kind: "cannotTell",
      sentence: "can't tell: the effects are smaller than their errors; try --seeds 10",
    });
    const wide = table([plain, recipe("+ dropout", 0.02, 0.05, 0.3)], { repeats: 10 });
    expect(verdict(wide).sentence).toMatch(/--seeds 20$/u);
  });

  it("training near guessing underfits", () => {
    const weak = { name: "plain", train: 0.54, validation: { mean: 0.535, se: 0.005 } };
    expect(verdict(table([weak, recipe("+ dropout", 0, 0.05, 0.9)])).kind).toBe("underfit");
  });

  it("one seed, a diverged reference, nothing to compare with: says so", () => {
    const nothing = { mean: 0.02, low: NaN, high: NaN, p: NaN };
    const single = [
      { ...plain, validation: { mean: 0.8, se: NaN } },
      { ...dropout, effect: nothing },
    ];
    expect(verdict(table(single)).sentence).toMatch(/one repeat has no error/u);
    const lost = { ...plain, validation: { mean: NaN, se: NaN } };
    expect(verdict(table([lost, dropout])).kind).toBe("diverged");
    expect(verdict(table([plain])).sentence).toMatch(/nothing to compare/u);
    expect(verdict(table([dropout])).sentence).toMatch(/no reference/u);
  });

  it("shows natural units at any size", () => {
    const cost = (mean: number): string => {
      const rmse = { name: "rmse", title: "RMSE", better: "lower" } as const;
      const base = { name: "plain", train: mean, validation: { mean: 20 * mean, se: mean / 100 } };
      const effect = { mean: -mean, low: -1.1 * mean, high: -0.9 * mean, p: 0.001 };
      const helper = { name: "L2", train: 0, validation: { mean: 19 * mean, se: mean / 100 }, effect };
      return /costs you: (.*) RMSE/u.exec(
        verdict({ metric: rmse, baseline: 30 * mean, recipes: [base, helper] }).sentence,
      )![1]!;
    };
    expect([1234.5, 12.345, 1, 0.25, 0.0123, 0.00123].map(cost)).toEqual([
      "1230",
      "12.3",
      "1",
      ".250",
      ".012",
      ".0012",
    ]);
  });

  it("says the same of a metric turned upside down", () => {
    // Multiples of 2⁻¹⁰, so that 1 − s is exact and no comparison turns on the last bit.
    const steps = (min: number, max: number) => fc.integer({ min, max }).map((n) => n / 1024);
    const unit = steps(0, 1024);
    const small = steps(-100, 100);
    const pValue = fc.constantFrom(0.0001, 0.01, 0.2, 0.9);
    const effects = fc.array(fc.tuple(small, steps(0, 50), pValue), { maxLength: 4 });
    fc.assert(
      fc.property(unit, unit, unit, effects, (train, mean, guessing, drawn) => {
        const reference = { name: "plain", train, validation: { mean, se: 0.005 } };
        const others = drawn.map(([worth, half, p], i) => recipe(`r${i}`, worth, half, p));
        const original = table([reference, ...others], { baseline: guessing });
        const [a, b] = [verdict(original), verdict(mirrored(original))];
        expect([b.kind, b.helps, b.hurts]).toEqual([a.kind, a.helps, a.hurts]);
      }),
    );
  });
});
