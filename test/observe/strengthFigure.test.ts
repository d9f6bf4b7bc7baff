import { describe, expect, it } from "vitest";
import { type ReportSweep, renderReport } from "../../src/observe/index.ts";
import { sampleContext, sampleResult } from "./sample.ts";

const score = (mean: number, se = 0.01) => ({ mean, se });
const sweep: ReportSweep = {
  ...{ name: "dropout", best: 0.2, chosen: 0.4, reference: 0 },
  points: [
    { strength: 0, label: "0", train: score(0.98), validation: score(0.8) },
    { strength: 0.2, label: ".2", train: score(0.93), validation: score(0.84) },
    { strength: 0.4, label: ".4", train: score(0.9), validation: score(0.838) },
    { strength: 0.6, label: ".6", train: score(Number.NaN, Number.NaN), validation: score(Number.NaN, Number.NaN) },
    { strength: 0.8, label: ".8", train: score(0.7), validation: score(0.69, Number.NaN) },
  ],
};
const page = (of: ReportSweep): string =>
  renderReport({ ...sampleResult, sweep: of }, { ...sampleContext, job: "sweep" });
const heightOf = (drawn: string, tip: string): number =>
  Number(new RegExp(`cy="([\\d.]+)"[^>]*><title>${tip}`, "u").exec(drawn)![1]);

describe("the curve over strengths", () => {
  const drawn = page(sweep);

  it("has a point for each score, a bar for each error, and higher scores above lower ones", () => {
    expect(drawn.match(/class="curve-point/gu)).toHaveLength(8);
    expect(drawn.match(/class="curve-error/gu)).toHaveLength(7);
    const heights = ["0: validation", "\\.2: validation", "\\.8: validation", "0: train"].map((tip) =>
      heightOf(drawn, tip),
    );
    const [off, best, strong, train] = heights as [number, number, number, number];
    expect(train).toBeLessThan(best);
    expect(best).toBeLessThan(off);
    expect(off).toBeLessThan(strong);
  });

  it("names the best and the chosen, once where they are the same", () => {
    expect(drawn).toMatch(/>best<\/text>[\s\S]*>chosen<\/text>/u);
    expect(page({ ...sweep, chosen: 0.2 })).not.toContain(">chosen</text>");
    expect(drawn).toContain("regularize sweep");
  });

  it("survives fifty strengths and names that are markup", () => {
    const points = Array.from({ length: 50 }, (_, i) => ({
      ...{ strength: i, label: `${i}e-5`, train: score(i), validation: score(-i) },
    }));
    const many = page({ ...sweep, name: "<script>", best: 1, chosen: 2, points });
    expect(many).not.toContain("<script>");
    expect(many).not.toMatch(/NaN|Infinity/u);
  });
});
