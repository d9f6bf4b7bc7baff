import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatOf as reportFormat } from "../../src/observe/report/write/format.ts";
import { count, scoreFormat, showChange, showScore, showSeconds, showShare } from "../../src/cli/text/numbers.ts";

const shown = (score: number, se: number, isClassification: boolean): string => {
  const format = scoreFormat([score], [se], isClassification);
  return `${showScore(score, format)} ± ${showScore(se, format)}`;
};

describe("scores", () => {
  it.each([
    [0.816, 0.006, true, ".816 ± .006"],
    [1, 0.0034, true, "1.000 ± .003"],
    [0.9213, 0.0004, true, ".9213 ± .0004"],
    [0.9213, 0.0000001, true, ".92130 ± .00000"],
    [2.313, 0.052, false, "2.31 ± 0.05"],
    [540.31, 6.2, false, "540 ± 6"],
    [1_234_567.8, 321, false, "1,234,568 ± 321"],
    [0.000432, 0.00002, false, ".000432 ± .000020"],
    [0.874, 0.011, false, ".874 ± .011"],
    [Number.NaN, Number.NaN, true, "– ± –"],
  ])("%d ± %d (classification %s) reads %s", (score, se, isClassification, text) => {
    expect(shown(score, se, isClassification)).toBe(text);
  });

  it("one recipe that went astray does not take the decimals from the others", () => {
    const format = scoreFormat([2.83, 2.82, 2.9, 185_525.041, 7e11], [0.07, 0.02, 0.03, 1e4, 1e11], false);
    expect([2.83, 185_525.041, 7e11].map((x) => showScore(x, format))).toEqual(["2.83", "185,525.04", "7.00e+11"]);
  });

  it("are the report's, but for its minus", () => {
    const score = fc.double({ min: -1e8, max: 1e8, noNaN: true });
    const recipe = fc.record({ train: score, mean: score, se: fc.double({ min: 0, max: 1e4, noNaN: true }) });
    fc.assert(
      fc.property(
        fc.array(recipe, { minLength: 1, maxLength: 5 }),
        fc.constantFrom("binary", "regression"),
        (all, task) => {
          const rest = { name: "", gap: 0, zeros: 0, epochs: 0, scores: [] };
          const recipes = all.map(({ train, mean, se }) => ({ ...rest, train, validation: { mean, se } }));
          const ours = scoreFormat(
            all.flatMap(({ train, mean }) => [train, mean]),
            all.map(({ se }) => se),
            task !== "regression",
          );
          const theirs = reportFormat({ task, recipes });
          for (const { train } of all) expect(showScore(train, ours)).toBe(theirs.score(train).replace("−", "-"));
        },
      ),
    );
  });

  it("NaN and JSON's null are no number", () => {
    const format = { decimals: 2, dropsZero: false };
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, null, undefined])
      expect(showScore(none, format)).toBe("–");
  });

  it("reads back to the number within half a unit of the last place", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.nat(6),
        fc.boolean(),
        (x, decimals, dropsZero) => {
          const back = Number(showScore(x, { decimals, dropsZero }).replaceAll(",", ""));
          expect(Math.abs(back - x)).toBeLessThanOrEqual(0.5 * 10 ** -decimals + 1e-9);
        },
      ),
    );
  });

  it("never shows minus zero, and a change has its sign", () => {
    const format = { decimals: 3, dropsZero: true };
    expect(showScore(-0.0001, format)).toBe(".000");
    expect(showChange(-0.0001, format)).toBe(".000");
    expect(showChange(0.0194, format)).toBe("+.019");
    expect(showChange(-0.0194, format)).toBe("-.019");
  });
});

describe("other numbers", () => {
  it("shares, seconds and counts", () => {
    expect([0.412, 0.004, 0, 1].map(showShare)).toEqual(["41 %", "0.4 %", "0 %", "100 %"]);
    expect([0.04, 59.94, 59.96, 65, 119.6, 3599.4, 3600, 7380].map(showSeconds)).toEqual([
      ...["0.0 s", "59.9 s", "1:00 min", "1:05 min", "2:00 min", "59:59 min", "1:00 h", "2:03 h"],
    ]);
    expect([0, 999, 1000, 1234567].map(count)).toEqual(["0", "999", "1,000", "1,234,567"]);
  });
});
