import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldPruning, isHopeless, wilcoxonGreater } from "../../../src/decide/search/prune/index.ts";

const fixture = JSON.parse(readFileSync(new URL("../../fixtures/search/wilcoxon.json", import.meta.url), "utf8")) as {
  cases: { d: number[]; p: number }[];
};

describe("Wilcoxon's signed-rank test", () => {
  it.each(fixture.cases)("agrees with SciPy: p = $p", ({ d, p }) => {
    expect(wilcoxonGreater(d)).toBeCloseTo(p, d.length > 50 ? 6 : 12);
  });

  it("is the share of sign patterns with as large a rank sum", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }), (d) => {
        const e = d.filter((x) => x !== 0);
        const rank = (x: number): number => {
          const below = e.filter((y) => Math.abs(y) < Math.abs(x)).length;
          return below + (e.filter((y) => Math.abs(y) === Math.abs(x)).length + 1) / 2;
        };
        const w = e.filter((x) => x > 0).reduce((sum, x) => sum + rank(x), 0);
        let least = 0;
        for (let signs = 0; signs < 2 ** e.length; signs++)
          if (e.reduce((sum, x, i) => sum + ((signs >> i) & 1) * rank(x), 0) >= w) least++;
        expect(wilcoxonGreater(d)).toBeCloseTo(e.length === 0 ? 1 : least / 2 ** e.length, 12);
      }),
      { numRuns: 60 },
    );
  });
});

describe("pruning over folds", () => {
  const rules = foldPruning();
  const best = [0.3, 0.4, 0.35, 0.5, 0.45];

  it("gives up at the fourth fold when all four are worse, p = 1/16", () => {
    const worse = best.map((loss, i) => loss + 0.01 * (i + 1));
    expect(isHopeless(worse.slice(0, 3), best, rules)).toBeUndefined();
    expect(isHopeless(worse.slice(0, 4), best, rules)).toBe(1 / 16);
  });

  it("never gives up what is as good or better in the mean, or not compared", () => {
    expect(isHopeless(best, best, rules)).toBeUndefined();
    expect(isHopeless([0.31, 0.41, 0.36, 0.51, 0.1], best, { ...rules, p: 0.5 })).toBeUndefined();
    expect(isHopeless([1, 1, 1, 1], [undefined, ...best.slice(1)], rules)).toBeUndefined();
  });
});
