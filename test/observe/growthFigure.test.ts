import { describe, expect, it } from "vitest";
import { type ReportGrowth, renderGrowth } from "../../src/observe/index.ts";
import { sampleContext, sampleResult } from "./sample.ts";

const score = (mean: number, se = 0.01) => ({ mean, se });
const growth: ReportGrowth = {
  ...{ task: "binary", metric: sampleResult.metric, baseline: 0.5, conclusion: "twice the data would give +.012 <b>" },
  ...{ rows: sampleResult.rows, run: "runs/c", seconds: 3, repeats: 5 },
  sizes: [
    { name: "1/4", rows: 100, train: score(0.99), validation: score(0.7), gap: 0.29, fitted: 0.7 },
    {
      name: "1/2",
      rows: 200,
      train: score(Number.NaN),
      validation: score(Number.NaN),
      gap: Number.NaN,
      failed: "E403",
    },
    { name: "all", rows: 400, train: score(0.95), validation: score(0.8), gap: 0.15, fitted: 0.8 },
  ],
  law: { a: 0.9, b: -0.1, c: 0.5, scale: 400 },
  foretold: { rows: 800, value: 0.83, low: 0.81, high: 0.85 },
};
const heightOf = (drawn: string, tip: string): number =>
  Number(new RegExp(`cy="([\\d.]+)"[^>]*><title>${tip}`, "u").exec(drawn)![1]);

describe("the report of a learning curve", () => {
  const page = renderGrowth(growth, sampleContext);

  it("draws each score, the law, and what it foretells above all of them", () => {
    expect(page.match(/class="curve-point/gu)).toHaveLength(4);
    expect(page).toContain('class="curve axis"');
    const [first, last, next] = ["100 rows: validation", "400 rows: validation", "800 rows: "].map((tip) =>
      heightOf(page, tip),
    ) as [number, number, number];
    expect(next).toBeLessThan(last);
    expect(last).toBeLessThan(first);
    expect(page).toContain("With 800 rows the law foretells .830 [.810, .850]");
  });

  it("is one safe file: escaped text, no numbers that are none, failures told", () => {
    expect(page).toContain("&lt;b&gt;");
    expect(page).not.toMatch(/NaN|Infinity/u);
    expect(page).toContain("failed: E403");
    const { law: _, foretold: __, ...bare } = growth;
    const plain = renderGrowth(bare, sampleContext);
    expect(plain).not.toContain("foretells");
    expect(plain).not.toContain('class="curve axis"');
  });
});
