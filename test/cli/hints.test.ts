import { describe, expect, it } from "vitest";
import type { RegularizeError } from "../../src/core/index.ts";
import { findColumn } from "../../src/data/select.ts";
import type { Table } from "../../src/data/table.ts";
import { runCli } from "./fake.ts";

const hint = async (line: string): Promise<string> => {
  const { code, stderr } = await runCli(line.split(" "));
  expect([line, code]).toEqual([line, 2]);
  return stderr.split("\n").find((text) => text.startsWith("  → ")) ?? stderr;
};

it("a column that is not there: the columns are listed once", () => {
  const columns = ["age", "zip", "price"].map((name) => ({ name }));
  const told = (name: string): string => {
    try {
      findColumn({ path: "x.csv", columns } as unknown as Table, name);
      return "";
    } catch (error) {
      return (error as RegularizeError).toText();
    }
  };
  expect(told("nothing like it").match(/price/gu)).toHaveLength(1);
  expect(told("prise")).toContain('did you mean "price"?');
});

describe("a flag that a command does not have", () => {
  it.each([
    ["fit x.csv --dropout 0.5", "it is a part of a recipe: --recipe '{dropout: 0.5}'"],
    ["fit x.csv --dropout=.25", "--recipe '{dropout: .25}'"],
    ["fit x.csv --dropout", "--recipe '{dropout: 0.5}'"],
    ["fit x.csv --dropout --epochs 3", "--recipe '{dropout: 0.5}'"],
    ["compare x.csv --weight-decay 1e-3", "--recipe '{weightDecay: 1e-3}'"],
    ["compare x.csv --wd 0.1", "--recipe '{weightDecay: 0.1}'"],
    ["tune x.csv --early-stopping", "--recipe '{earlyStopping: true}'"],
    ["tune x.csv --optimizer adagrad", "--recipe '{optimizer: adagrad}'"],
    ["fit x.csv --batch-norm", "--recipe '{norm: batch}'"],
    ["fit x.csv --class-weight balanced", "--recipe '{classWeights: balanced}'"],
    ["learning-curve x.csv --label_smoothing 0.2", "--recipe '{labelSmoothing: 0.2}'"],
    ["sweep x.csv --l2 0.1", "--recipe '{l2: 0.1}', or to vary it --strength l2"],
    ["fit x.csv --dropuot 0.3", "--recipe '{dropout: 0.3}'"],
    ["audit x.csv --dropout 0.5", "regularize fit takes --recipe '{dropout: 0.5}'"],
    ["lint x.yaml --dropout 0.5", "a line `dropout: 0.5` in mine.yaml"],
    ["fit x.csv --label y", "fit calls it --target"],
    ["fit x.csv -o out", "fit calls it --out"],
    ["fit x.csv --random-state 1", "fit calls it --seed"],
    ["fit x.csv --test_size 0.2", "fit calls it --split"],
    ["compare x.csv --folds 5", "compare calls it --seeds"],
    ["compare x.csv --n-jobs 2", "compare calls it --threads"],
    ["tune x.csv --timeout 60", "tune calls it --budget"],
    ["tune x.csv --n_trials 60", "tune calls it --trials"],
    ["predict r x.csv --sep ;", "predict calls it --delimiter"],
    ["predict r x.csv --output p.csv", "predict calls it --out"],
    ["fit x.csv --batch_size 3", "did you mean --batch-size?"],
    ["fit x.csv --zzzzzz", "regularize fit --help lists its options"],
  ])("%s", async (line, expected) => {
    expect(await hint(line)).toContain(expected);
  });

  it("that another command has still says so", async () => {
    const { stderr } = await runCli(["fit", "x.csv", "--strength", "dropout"]);
    expect(stderr).toContain("It is an option of sweep.");
  });

  it.each([
    ["train x.csv", "regularize fit trains one network"],
    ["export runs/x", "model.onnx"],
    ["dashboard", "regularize ui"],
  ])("a word that is no command: %s", async (line, expected) => {
    expect(await hint(line)).toContain(expected);
  });
});
