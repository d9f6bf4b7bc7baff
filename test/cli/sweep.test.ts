import { describe, expect, it } from "vitest";
import { sparkline } from "../../src/cli/text/sparkline.ts";
import { settings } from "../../src/cli/options/settings.ts";
import type { SweepOptions, SweepResult, SweptStrength } from "../../src/job/sweep/types.ts";
import { type Ran, runCli } from "./fake.ts";

const point = (strength: number, train: number, mean: number, more: Partial<SweptStrength> = {}): SweptStrength => ({
  ...{ strength, name: strength === 0 ? "plain" : `dropout ${strength}`, scores: [] },
  ...{ train: { mean: train, se: 0.004 }, validation: { mean, se: 0.006 }, gap: train - mean, within: false, ...more },
});
const effect = { mean: 0.023, low: 0.015, high: 0.031, p: 0.001, adjusted: 0.004 };
const ends = { value: 0.839, low: 0.82, high: 0.861 };
const nothing = { mean: Number.NaN, se: Number.NaN };
const swept: SweepResult = {
  v: 1,
  type: "result",
  task: "binary",
  metric: { name: "auc", title: "AUC", better: "higher" },
  strength: { key: "dropout", scale: "linear" },
  strengths: [
    point(0, 0.981, 0.816),
    point(0.3, 0.9, 0.839, { effect, within: true }),
    point(0.5, 0.888, 0.836, { effect, within: true }),
    point(0.7, 0, 0, { train: nothing, validation: nothing, gap: Number.NaN, failed: "E403 loss became NaN" }),
  ],
  ...{ reference: 0, best: 0.3, strongest: 0.5, chosen: 0.5, kind: "helps", most: 0.031, baseline: 0.5 },
  conclusion: "dropout helps",
  test: { rows: 1409, chosen: ends, reference: ends, difference: ends, exported: { seed: 2, value: 0.84 } },
  rows: { train: 4226, validation: 1408, test: 1409 },
  ...{ repeats: 5, run: "runs/churn-7f3a", seconds: 41.2 },
};

async function run(...flags: string[]): Promise<Ran & { asked: SweepOptions[] }> {
  const asked: SweepOptions[] = [];
  const ran = await runCli(["sweep", "churn.csv", "--target", "churn", ...flags], {
    files: { "mine.yaml": "dropout: .2\nnorm: batch\n" },
    jobs: {
      sweep: async (options) => {
        asked.push(options);
        return swept;
      },
    },
  });
  return { ...ran, asked };
}

describe("regularize sweep", () => {
  it("prints the curve, the best, the chosen, and what failed", async () => {
    const { code, stdout } = await run("--strength", "dropout");
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "★  .3                .900 ± .004   .839 ± .006   .061   +.023 [.015, .031]",
        "≈● .5                .888 ± .004   .836 ± .006   .052   +.023 [.015, .031]",
        expect.stringMatching(/^ {3}\.7 +E403 loss became NaN$/u),
        "✔ curve  validation 0 ▁█▇  .7",
        "✔ verdict dropout helps",
        "✔ test   .839 [.820, .861] at .5 against .839 [.820, .861] at 0 on 1,409 sealed rows",
      ]),
    );
  });

  it("asks for what was written", async () => {
    const flags = "--strength l2=1e-5..1 --points 12 --seeds 3 --budget 1m --threads 2 --epochs 7 --recipe mine.yaml";
    const { asked } = await run(...flags.split(" "), "--augment", "smote=0.5");
    expect(asked[0]).toMatchObject({
      ...{ data: "churn.csv", target: "churn", strength: { key: "l2", range: [1e-5, 1] }, points: 12, seeds: 3 },
      ...{ budgetSeconds: 60, workers: 2 },
      base: { dropout: 0.2, norm: "batch", epochs: 7, augment: [{ smote: 0.5 }] },
    });
    expect((await run("--strength", "dropout")).asked[0]).toMatchObject({ strength: { key: "dropout" }, points: 8 });
  });

  it("with --json one result, and no table", async () => {
    const { stdout } = await run("--strength", "dropout", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ type: "result", chosen: 0.5, strengths: { length: 4 } });
  });

  it("without a strength, or with one that cannot be read, it says what to write", async () => {
    const missing = await run();
    expect(missing).toMatchObject({ code: 2, asked: [] });
    expect(missing.stderr).toContain("regularize sweep churn.csv --strength dropout");
    for (const wrong of ["dropout=", "dropout=.5", "dropout=.5..", "=0..1", "dropout=-1..1", "dropout=a..b"])
      expect((await run("--strength", wrong)).stderr, wrong).toMatch(/^error E113/u);
  });
});

describe("ranges and sparklines", () => {
  it("two dots part two numbers, whatever dots are in those", () => {
    const { parse } = settings.strength;
    expect(parse("dropout=.1...5")).toEqual({ key: "dropout", range: [0.1, 0.5] });
    expect(parse("l2=1e-5..1.5")).toEqual({ key: "l2", range: [1e-5, 1.5] });
    expect(parse("dropout=0..0.8")).toEqual({ key: "dropout", range: [0, 0.8] });
  });

  it("lowest, highest, nothing, all the same", () => {
    expect(sparkline([1, 2, 3, 8, Number.NaN])).toBe("▁▂▃█ ");
    expect(sparkline([3, 3])).toBe("▁▁");
    expect(sparkline([])).toBe("");
  });
});
