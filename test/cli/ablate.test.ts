import { describe, expect, it } from "vitest";
import type { AblateOptions, AblateResult, ReceiptPart } from "../../src/job/receipt/types.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { type Ran, runCli } from "./fake.ts";

const part = (key: string, label: string, kind: ReceiptPart["kind"], mean: number, more: object = {}): ReceiptPart => ({
  ...{ key, name: key, label, kind, sentence: `${key}: …`, seconds: 0.4, without: { mean: 0.82 - mean, se: 0.006 } },
  effect: { mean, se: 0.003, low: mean - 0.007, high: mean + 0.007, p: 0.01, adjusted: 0.02 },
  ...more,
});
const recipe = resolveRecipe({ name: "mine", dropout: 0.3, l2: 1e-3 });
const receipt: AblateResult = {
  ...{ v: 1, type: "result", task: "binary", metric: { name: "auc", title: "AUC", better: "higher" }, recipe },
  full: { mean: 0.82, se: 0.006, seconds: 2.5 },
  parts: [
    part("dropout", "dropout .3", "helps", 0.021),
    part("l2", "l2 .001", "negligible", 0.003, { seconds: -0.2 }),
    part("input noise", "input noise .5", "hurts", -0.012),
    part("sam", "sam", "cannotTell", 0.006, { enough: 40 }),
    { ...part("norm", "batch norm", "idle", 0), effect: undefined } as unknown as ReceiptPart,
  ],
  pairs: [{ pair: ["l2", "sam"], kind: "none", keepsOne: false, sentence: "l2 and sam together: no interaction" }],
  ...{ candidates: 6, steps: [], recommended: { ...recipe, l2: 0 }, dropped: ["l2"], repeats: 12, folds: 4 },
  ...{ margin: 0.016, baseline: 0.5, conclusion: "keep dropout; drop l2", test: "sealed" },
  ...{ rows: { train: 4226, validation: 1408, test: 1409 }, run: "runs/churn-7f3a", seconds: 41.2 },
};

async function run(words: readonly string[]): Promise<Ran & { asked: AblateOptions[]; of: unknown[] }> {
  const asked: AblateOptions[] = [];
  const of: unknown[] = [];
  const ran = await runCli(["ablate", ...words], {
    files: {
      "mine.yaml": "dropout: .2\nnorm: batch\n",
      "runs/a/manifest.json": "{}",
      "two.yaml": "- name: a\n- name: b\n",
    },
    jobs: {
      ablate: async (options) => {
        asked.push(options);
        return receipt;
      },
      ablationOf: async (...given) => {
        of.push(given);
        return { data: "churn.csv", recipe, first: 5, metric: "auc", seed: 9 };
      },
    },
  });
  return { ...ran, asked, of };
}

const DATA = ["churn.csv", "--target", "churn"];

describe("regularize ablate", () => {
  it("prints a line per part, pairs, the verdict and that the test rows stay sealed", async () => {
    const { code, stdout } = await run([...DATA, "--recipe", "mine.yaml"]);
    expect(code).toBe(0);
    const lines = stdout.split("\n").map((line) => line.replaceAll(/ {2,}/gu, "  ").trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^dropout \.3 {2}\+\.021 ± \.007 {2}\.799 {2}\+0\.4 s {2}keep$/u),
        expect.stringMatching(/^l2 \.001 {2}\+\.003 ± \.007 {2}\.817 {2}-0\.2 s {2}no effect shown$/u),
        expect.stringMatching(/^input noise \.5 {2}-\.012 ± \.007 .* hurts, drop it$/u),
        expect.stringMatching(/^sam {2}.* can't tell: ~40 repeats would$/u),
        expect.stringMatching(/^batch norm {2}– {2}.* can do nothing here, drop it$/u),
        "mine .820 ± .006 over 12 repeats; higher is better",
        expect.stringContaining("1 of 6 looked at"),
        "l2 and sam together: no interaction",
        expect.stringContaining("keep dropout; drop l2"),
        expect.stringContaining("1,409 rows stay sealed"),
      ]),
    );
    expect(stdout).toContain("regularize fit churn.csv --target churn --recipe runs/churn-7f3a/recipe.json");
  });

  it("takes a recipe from a file or as it is written, and twelve repeats unless told", async () => {
    const file = await run([...DATA, "--recipe", "mine.yaml", "--budget", "1m", "--epochs", "7"]);
    expect(file.asked[0]).toMatchObject({ budgetSeconds: 60, recipe: { name: "mine", dropout: 0.2, epochs: 7 } });
    expect(file.asked[0]).not.toHaveProperty("repeats");
    const json = '{"dropout": 0.3, "l2": 0.001, "augment": [{"smote": {"k": 3}}]}';
    const there = await run([...DATA, "--recipe", json, "--seeds", "20"]);
    expect(there.asked[0]).toMatchObject({ repeats: 20, recipe: { name: "recipe", dropout: 0.3, l2: 0.001 } });
    expect(there.asked[0]!.recipe.augment).toEqual([{ smote: { k: 3 } }]);
  });

  it("takes a run, and where its data is now", async () => {
    const { asked, of } = await run(["runs/a", "--data", "moved.csv", "--seeds", "8"]);
    expect(of).toEqual([["runs/a", "moved.csv"]]);
    expect(asked[0]).toMatchObject({ data: "churn.csv", first: 5, metric: "auc", seed: 9, repeats: 8, recipe: recipe });
    expect((await run(["runs/a"])).of).toEqual([["runs/a", undefined]]);
  });

  it("says what is missing or wrong", async () => {
    expect(await run(DATA)).toMatchObject({ code: 2, asked: [] });
    expect((await run(DATA)).stderr).toMatch(/^error E112 {2}ablate needs --recipe/u);
    expect((await run([...DATA, "--recipe", "{dropot: 1}"])).stderr).toMatch(/^error E130 .*dropot/u);
    expect((await run([...DATA, "--recipe", "two.yaml"])).stderr).toMatch(/^error E112 .*2 recipes/u);
  });

  it("with --json one result, and no table", async () => {
    const { stdout } = await run([...DATA, "--recipe", "mine.yaml", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ type: "result", dropped: ["l2"], test: "sealed" });
  });
});
