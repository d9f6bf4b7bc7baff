import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareReport } from "../../src/cli/report/compare.ts";
import { editAsFlags } from "../../src/job/command.ts";
import { fitReport } from "../../src/cli/report/fit.ts";
import { gapLines } from "../../src/cli/report/gap.ts";
import type { Style } from "../../src/cli/report/lines.ts";
import { colorsFor } from "../../src/cli/text/colors.ts";
import { width } from "../../src/cli/text/width.ts";
import type { GapFindings, KeptFindings } from "../../src/job/gap/types.ts";
import type { CompareResult, RecipeResult } from "../../src/job/types.ts";
import { churn, fitted } from "./fake.ts";

const style = (columns: number, color = false): Style => ({
  colors: colorsFor(color ? { FORCE_COLOR: "1" } : {}, false),
  width: columns,
});
const report = (result: CompareResult, columns: number): string[] => compareReport(result, style(columns));
const table = (lines: readonly string[]): string[] =>
  lines.slice(
    0,
    lines.findIndex((line) => line.startsWith(" ★ ")),
  );

describe("the report of a comparison", () => {
  it("reads as promised, at 100 columns", () => {
    expect(report(churn, 100)).toEqual([
      "  recipe (AUC ↑)      train    validation    gap   effect on validation (95 %)",
      "  plain                .981   .816 ± .006   .165   –",
      "  weight decay 1e-2    .902   .835 ± .006   .067   +.019 [.012, .026]",
      "  L1 1e-4              .900   .820 ± .006   .080   +.004 [-.003, .011]",
      "≈ dropout .5           .888   .839 ± .006   .049   +.023 [.015, .031]",
      "  batch norm           .990   .801 ± .006   .189   -.015 [-.020, -.010]",
      "  hot                 E403 loss became NaN at epoch 3",
      "★ all together         .861   .845 ± .006   .016   +.029 [.021, .037]",
      " ★ best on validation   ≈ within one standard error of it   higher is better",
      " L1 1e-4 zeroed 41 % of the weights",
      " always guessing the same scores .500",
      "✔ verdict plain overfits and it costs you: .029 AUC. Dropout and decay help; batch norm does not",
      "         (drop it).",
      "✔ test   .843 [.822, .863] against plain .812 [.790, .833] on 1,409 sealed rows",
      "         (mean of 5 models; interval over rows)",
      "         difference +.031 [.012, .050] · model.onnx, its best (repeat 2), .840",
      "saved    runs/churn-7f3a/  report.html  model.onnx  recipe.json  (41.2 s)",
      "next     regularize predict runs/churn-7f3a new.csv",
    ]);
  });

  it("few sealed rows: how well they tell the score", () => {
    const few = { ...churn, test: { ...churn.test, rows: 18, winner: { value: 0.8, low: 0.6, high: 0.95 } } };
    expect(report(few, 100).join("\n")).toContain(
      "on 18 sealed rows\n         (mean of 5 models; interval over rows)\n" +
        "         ⚠ 18 rows are few: they tell this score to ± .175, no finer",
    );
    expect(report(churn, 100).join("\n")).not.toContain("few");
  });

  it("fits 80 columns with all its columns", () => {
    const lines = report(churn, 80);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(80);
    expect(lines[0]).toBe("  recipe (AUC ↑)      train    validation    gap   effect on validation (95 %)");
  });

  it("with less room takes a short title, then drops train, the gap and the effect, then shortens names", () => {
    expect(table(report(churn, 70)).slice(0, 2)).toEqual([
      "  recipe (AUC ↑)     train   validation   gap  effect (95 %)",
      "  plain               .981  .816 ± .006  .165  –",
    ]);
    expect(table(report(churn, 60))[7]).toBe("★ all together       .845 ± .006  .016  +.029 [.021, .037]");
    expect(table(report(churn, 53))[7]).toBe("★ all together      .845 ± .006  +.029 [.021, .037]");
    expect(table(report(churn, 40))[7]).toBe("★ all together        .845 ± .006");
    expect(table(report(churn, 26))[2]).toBe("  weight dec…  .835 ± .006");
  });

  it("shows regression in the user's units, lower as better, with the signs of the score", () => {
    const rmse = (name: string, train: number, mean: number, effect?: RecipeResult["effect"]): RecipeResult => ({
      ...{ name, train, validation: { mean, se: 12.3 }, gap: mean - train, zeros: 0, epochs: 9, scores: [] },
      ...(effect === undefined ? {} : { effect }),
    });
    const lines = report(
      {
        ...churn,
        task: "regression",
        metric: { name: "rmse", title: "RMSE", better: "lower" },
        baseline: 3989.4,
        winner: "L2",
        recipes: [
          rmse("plain", 402.2, 560.4),
          rmse("L2", 511.9, 530.1, { mean: -30.3, low: -55, high: -5.6, p: 0.02 }),
        ],
      },
      100,
    );
    expect(lines.slice(0, 5)).toEqual([
      "  recipe (RMSE ↓)   train   validation   gap   effect on validation (95 %)",
      "  plain               402     560 ± 12   158   –",
      "★ L2                  512     530 ± 12    18   -30 [-55, -6]",
      " ★ best on validation   lower is better",
      " always guessing the same scores 3,989",
    ]);
  });

  it("says on the test line of how many models it is, on one line where that fits", () => {
    const short = churn.recipes.map(({ effect: _effect, scores, ...rest }) => ({
      ...rest,
      scores: scores.slice(0, 1),
    }));
    expect(report({ ...churn, recipes: short }, 100)).toContain(
      "✔ test   .843 [.822, .863] on 1,409 sealed rows (one model; interval over rows)",
    );
    const endless = report(churn, Number.POSITIVE_INFINITY).filter((line) => /sealed|mean of/u.test(line));
    expect(endless).toHaveLength(2);
  });

  it("says that one repeat has no interval", () => {
    const [plain] = churn.recipes;
    const none = { mean: 0.01, low: Number.NaN, high: Number.NaN, p: Number.NaN };
    const alone = (recipe: RecipeResult) => ({ ...recipe, validation: { mean: 0.8, se: Number.NaN } });
    const lines = report(
      { ...churn, winner: "L2", recipes: [alone(plain!), { ...alone(plain!), name: "L2", effect: none }] },
      100,
    );
    expect(lines.slice(1, 3)).toEqual([
      "  plain             .981     .800 ± –   .165   –",
      "★ L2                .981     .800 ± –   .165   +.010 no interval",
    ]);
  });

  it("colours what helps, what hurts and the winner, and nothing else changes", () => {
    const plain = compareReport(churn, style(100));
    const colored = compareReport(churn, style(100, true));
    const strip = (line: string): string => line.replace(/\p{Cc}\[\d+m/gu, "").trimEnd();
    expect(colored.map(strip)).toEqual(plain);
    expect(colored[2]).toContain("\u001b[32m+.019");
    expect(colored[5]).toContain("\u001b[31m-.015");
    expect(colored[7]).toContain("\u001b[1m★ all together");
  });

  it("stays aligned and inside the terminal for any names, with no control character", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.constantFrom("日本語", "\u001b[2J", "a\nb"),
    );
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 40, max: 120 }),
        (names, columns) => {
          const named = churn.recipes
            .slice(0, 3)
            .map((recipe, i) => ({ ...recipe, name: `${names[i % names.length]!}${i}` }));
          const rows = table(report({ ...churn, recipes: named, winner: named[1]!.name }, columns));
          expect(rows).toHaveLength(4);
          const at = rows.slice(1).map((row) => width(row.slice(0, row.lastIndexOf("±"))));
          expect(new Set(at).size).toBe(1);
          for (const row of rows) {
            expect(width(row)).toBeLessThanOrEqual(columns);
            expect(row).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
    );
  });
});

describe("the report of a fit", () => {
  it("is in the target's units; a path with a space can be pasted", () => {
    expect(fitReport(fitted, style(100))).toEqual([
      "✔ fit    RMSE ↓  train 2.01  validation 2.31  gap 0.30",
      "✔ epochs best 31 of 40, its weights are kept",
      "✔ verdict benign gap",
      "✔ edit   none",
      "         expect small gains at most",
      "✔ test   2.41 [2.20, 2.65]",
      "saved    runs/mpg 1/  report.html  model.onnx  recipe.json  (3.0 s)",
      "next     regularize predict 'runs/mpg 1' new.csv",
    ]);
  });
});

it.each([
  ["epochs: 20", "--epochs 20"],
  ["learningRate: 1e-4", "--lr 1e-4"],
  ["hidden: [256, 128]", "--hidden 256,128"],
  ["earlyStopping: true", "--recipe '{earlyStopping: true}'"],
  ["epochs: 24, with care", "epochs: 24, with care"],
  ["none: keep it", "none: keep it"],
  ["epochs: 20, with earlyStopping: true", "--epochs 20 --recipe '{earlyStopping: true}'"],
  ["regularize compare DATA", "regularize compare DATA"],
])("the edit %s as the command line takes it", (edit, flags) => {
  expect(editAsFlags(edit)).toBe(flags);
});

describe("the findings of a fit", () => {
  const gap = { train: -0.2, validation: 0.1, gap: -0.3 };
  type Told = KeptFindings & Required<Pick<GapFindings, "labels">>;
  const findings = (suspects: number, cut = {}): Told =>
    ({
      kept: { honest: gap, naive: { ...gap, gap: 0.4 }, terms: { penalty: 0.5 } },
      segments: {
        looked: 3,
        unit: "wrong",
        worse: [{ by: "age", name: "< 30", excess: -0.1, low: -0.2, high: -0.05 }],
      },
      labels: {
        noise: { value: 0.1, low: 0.05, high: 0.2 },
        claimed: false,
        looked: 5000,
        suspects,
        memorized: 0,
        file: "s.csv",
        ...cut,
      },
    }) as unknown as Told;

  it("one minus sign, which every number of a terminal has", () => {
    const text = gapLines(findings(0), style(200)).join("\n");
    expect(text).toContain("loss gap -.300 honest, .400 as usually shown: penalty -.500");
    expect(text).toContain("(gap -.100 [-.200, -.050])");
    expect(text).not.toContain("\u2212");
  });

  it("of several models, it says whose they are, with what is known of rows", () => {
    const { labels, ...kept } = findings(7);
    const told = (of: CompareResult["findings"]): string =>
      report({ ...churn, ...(of === undefined ? {} : { findings: of }) }, 200).join("\n");
    expect(told({ ...kept, labels })).toContain("✔ gap    all together, repeat 2: loss gap -.300 honest");
    expect(told({ ...kept, labels })).toContain("7 of 5,000 labels are worth a look: s.csv");
    expect(told(kept)).toContain("✔ gap    all together, repeat 2");
    expect(told(kept)).not.toContain("labels");
    expect(told(undefined)).not.toContain("✔ gap");
  });

  it("a list that was cut off says so", () => {
    const told = (suspects: number, cut = {}): string => gapLines(findings(suspects, cut), style(200)).join("\n");
    expect(told(1000, { cut: true })).toContain("at least 1,000 of 5,000 labels are worth a look: s.csv");
    expect(told(1000)).toContain(" 1,000 of 5,000 labels");
    expect(told(1000)).not.toContain("at least");
  });

  it("labels that were not looked for are not claimed, and it says so", () => {
    const { labels: _, ...kept } = findings(84);
    const lines = gapLines(
      { ...kept, notLooked: "wrong labels were not looked for: training is not finished" },
      style(200),
    );
    expect(lines.at(-1)).toContain("wrong labels were not looked for: training is not finished");
    expect(lines.join()).not.toContain("worth a look");
  });
});
