import { describe, expect, it } from "vitest";
import type { CurveSize, LearningCurveOptions, LearningCurveResult } from "../../src/job/learningCurve/types.ts";
import { type Ran, runCli } from "./fake.ts";

const size = (name: string, rows: number, mean: number, more: Partial<CurveSize> = {}): CurveSize => ({
  ...{ name, rows, train: { mean: 0.95, se: 0.004 }, validation: { mean, se: 0.006 }, gap: 0.95 - mean },
  ...{ fitted: mean + 0.001, scores: [], ...more },
});
const curve: LearningCurveResult = {
  v: 1,
  type: "result",
  task: "binary",
  metric: { name: "auc", title: "AUC", better: "higher" },
  sizes: [
    size("1/4", 1056, 0.79),
    size("1/2", 2113, 0.81, { failed: "E403 loss became NaN" }),
    size("all", 4226, 0.82),
  ],
  forecast: {
    ...{ kind: "rises", factor: 2, gain: { value: 0.012, low: 0.004, high: 0.02 } },
    fit: { a: 0.9, b: -0.08, c: 0.3, scale: 4226 },
  },
  against: { run: "runs/churn-1", name: "all together", mean: 0.037, low: 0.029, high: 0.045 },
  ...{
    baseline: 0.5,
    conclusion: "twice the data would give +.012",
    repeats: 5,
    run: "runs/churn-7f3a",
    seconds: 41.2,
  },
  rows: { train: 4226, validation: 1408, test: 1409 },
};

async function run(...flags: string[]): Promise<Ran & { asked: LearningCurveOptions[] }> {
  const asked: LearningCurveOptions[] = [];
  const ran = await runCli(["learning-curve", "churn.csv", "--target", "churn", ...flags], {
    jobs: {
      learningCurve: async (options) => {
        asked.push(options);
        return curve;
      },
    },
  });
  return { ...ran, asked };
}

describe("regularize learning-curve", () => {
  it("prints a line per size, the law, and what twice the rows would give", async () => {
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "1,056 (1/4)             .950 ± .004   .790 ± .006   .160        .791",
        "2,113 (1/2)             E403 loss became NaN",
        "✔ curve  validation 1,056 ▁▆█ 4,226 rows   .900 - .080 · (rows / 4,226)^-0.30",
        "✔ verdict twice the data would give +.012",
        "✔ against runs/churn-1",
      ]),
    );
  });

  it("asks for what was written", async () => {
    const { asked } = await run(
      "--sizes",
      "4",
      "--against",
      "runs/a",
      "--seeds",
      "3",
      "--budget",
      "1m",
      "--epochs",
      "7",
    );
    expect(asked[0]).toMatchObject({ sizes: 4, against: "runs/a", seeds: 3, budgetSeconds: 60, base: { epochs: 7 } });
    expect((await run()).asked[0]).not.toHaveProperty("sizes");
    expect((await run("--sizes", "2")).stderr).toMatch(/^error E113/u);
  });

  it("with --json one result, and no table", async () => {
    expect(JSON.parse((await run("--json")).stdout)).toMatchObject({ type: "result", forecast: { kind: "rises" } });
  });
});
