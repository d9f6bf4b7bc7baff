import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { resolveRecipe } from "../../src/job/recipe.ts";
import type { TuneOptions, TuneResult, TuneTrial } from "../../src/job/tune/types.ts";
import { churn, runCli } from "./fake.ts";

const trial = (id: number, name: string, mean: number, more: Partial<TuneTrial> = {}): TuneTrial => ({
  ...{ id, name, state: "done", changes: "dropout .3", score: { mean, se: 0.004 }, folds: [mean], tied: false },
  ...more,
});
const result: TuneResult = {
  ...churn,
  winner: "trial 5",
  recipes: churn.recipes.map((of) => (of.name === churn.winner ? { ...of, name: "trial 5" } : of)),
  conclusion: "trial 5 beats the untuned default on 5 fresh repeats: AUC +.029 [+.021, +.037].",
  trials: [
    trial(3, "trial 3", 0.851, { fresh: { mean: 0.84, se: 0.005 } }),
    trial(5, "trial 5", 0.85, { tied: true, fresh: { mean: 0.845, se: 0.004 } }),
    trial(0, "plain", 0.816, { changes: "", fresh: { mean: 0.815, se: 0.006 } }),
    trial(4, "trial 4", 0.79, { state: "pruned", reason: "worse than trial 0 on 4 folds, p = .06" }),
    trial(6, "hot", Number.NaN, { state: "failed", reason: "E403 loss became NaN at epoch 3" }),
  ],
  search: { done: 3, pruned: 1, failed: 1, unfinished: 0, folds: 5, reruns: 5, ended: "time", flattered: 0.005 },
};
const files = {
  "space.yaml": "dropout: [0.1, 0.5, linear]\nweightDecay: {low: 1.0e-3, high: 1, scale: log, off: 0, switch: true}\n",
  "bad.yaml": "dropuot: [0.1, 0.5, linear]\n",
  "mine.yaml": "name: mine\ndropout: 0.2\n",
};

async function tuneCli(argv: readonly string[], columns?: number, more: Partial<TuneResult> = {}) {
  const asked: TuneOptions[] = [];
  const tune = async (options: TuneOptions): Promise<TuneResult> => {
    asked.push(options);
    return { ...result, ...more };
  };
  const ran = await runCli(["tune", ...argv], {
    files,
    jobs: { tune },
    ...(columns === undefined ? {} : { columns, tty: true }),
  });
  return { ...ran, asked };
}

describe("regularize tune", () => {
  it("hands over the budget, the space, recipes and what is decided", async () => {
    const { code, asked } = await tuneCli(
      ["churn.csv", "--target", "churn", "--budget", "5m", "--trials", "60", "--space", "space.yaml"].concat(
        ...[["--recipes", "mine.yaml", "--workers", "2", "--seeds", "4", "--hidden", "8", "--metric", "auc"]],
      ),
    );
    expect(code).toBe(0);
    expect(asked[0]).toMatchObject({
      ...{ data: "churn.csv", target: "churn", budgetSeconds: 300, trials: 60, workers: 2, folds: 4, metric: "auc" },
      ...{ base: { hidden: [8] }, recipes: [{ name: "mine", dropout: 0.2, hidden: [8] }] },
    });
    expect(asked[0]!.space!.parameters.map(({ name }) => name)).toEqual(["dropout", "weightDecay?", "weightDecay"]);
  });

  it("prints the finalists by their fresh score, ties, what was given up and what failed, and the verdict", async () => {
    const { stdout } = await tuneCli(["churn.csv", "--target", "churn"]);
    const lines = stdout.split("\n");
    const at = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(at("★ trial 5")).toBeGreaterThan(0);
    expect(at("★ trial 5")).toBeLessThan(at("trial 3 "));
    expect(at("✂ trial 4")).toBeGreaterThan(at("plain"));
    expect(stdout).toContain("3 trials of 5 repeats · 1 given up early (✂) · 1 failed · the time is spent");
    expect(stdout).toContain("hot failed: E403 loss became NaN at epoch 3");
    expect(stdout).toContain("✔ verdict trial 5 beats the untuned default");
    expect(stdout).toContain("made it look .005 better than it is");
    expect(stdout).toContain("✔ test   .843 [.822, .863] against plain .812");
  });

  it("prints the receipt of the winner, or why it was not measured and what does", async () => {
    const recipe = resolveRecipe({ name: "trial 5", dropout: 0.3 });
    const effect = { mean: 0.021, se: 0.002, low: 0.017, high: 0.025, p: 1e-3, adjusted: 1e-3 };
    const part = { key: "dropout", name: "dropout", label: "dropout .3", kind: "helps", sentence: "", effect } as const;
    const receipt = {
      ...{ recipe, recommended: recipe, repeats: 5, folds: 1, margin: 0.005, baseline: 0.5, candidates: 0 },
      ...{ full: { mean: 0.845, se: 0.004, seconds: 1 }, parts: [{ ...part, without: { mean: 0.824, se: 0.004 } }] },
      ...{ pairs: [], steps: [], dropped: [], conclusion: "keep dropout" },
    };
    const { stdout } = await tuneCli(["churn.csv", "--target", "churn"], undefined, { receipt });
    expect(stdout).toContain("✔ receipt keep dropout: of trial 5 on 5 repeats, those that chose it");
    expect(stdout).toMatch(/dropout \.3 +\+\.021 ± \.004 +\.824 .*keep/u);
    expect(stdout).toContain(`on fresh repeats, with pairs: regularize ablate ${result.run}`);
    const skipped = await tuneCli(["churn.csv", "--target", "churn"], undefined, {
      receipt: { skipped: "the 12 trainings of its receipt take about 9 s, and 4 s were left", later: true },
    });
    expect(skipped.stdout).toMatch(/receipt not measured: the 12 trainings .*4 s were left\n +regularize ablate/u);
    const never = await tuneCli(["churn.csv", "--target", "churn"], undefined, {
      receipt: { skipped: "plain has no regularizer that could be left out", later: false },
    });
    expect(never.stdout).not.toContain("regularize ablate");
  });

  it("takes recipes as they are written beside files", async () => {
    const there = ["--recipe", "{dropout: .3, hidden: [8, 4]}", "--recipe", "{l2: .5}"];
    const { asked } = await tuneCli(["churn.csv", "--target", "churn", ...there]);
    expect(asked[0]!.recipes).toMatchObject([{ name: "recipe", dropout: 0.3, hidden: [8, 4] }, { l2: 0.5 }]);
  });

  it("takes a space as it is written, too", async () => {
    const { asked } = await tuneCli(["churn.csv", "--target", "churn", "--space", "{dropout: [.1, .5, linear]}"]);
    expect(asked[0]!.space!.parameters.map(({ name }) => name)).toEqual(["dropout"]);
  });

  it("a space of what no recipe has is refused before anything runs", async () => {
    const { code, stderr, asked } = await tuneCli(["churn.csv", "--target", "churn", "--space", "bad.yaml"]);
    expect([code, asked]).toEqual([2, []]);
    expect(stderr).toContain("E151");
    expect(stderr).toContain("dropout");
  });

  it("fits a narrow terminal", async () => {
    const { stdout } = await tuneCli(["churn.csv", "--target", "churn"], 60);
    const table = stripVTControlCharacters(stdout).split("\n").slice(0, 8);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(60);
  });

  it("a search is resumed by the command that resumes a fit", async () => {
    const { code, stdout } = await runCli(["resume", "runs/x"], { jobs: { resume: async () => result } });
    expect(code).toBe(0);
    expect(stdout).toContain("trial 5 beats the untuned default");
  });
});
