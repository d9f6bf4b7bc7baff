import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flagLayer } from "../../src/cli/options/flags.ts";
import { environmentLayer, resolveLayers } from "../../src/cli/options/layers.ts";
import { showValue } from "../../src/cli/options/define.ts";
import { flagOf, type Name, names, namesFor, settingOf, variableOf } from "../../src/cli/options/settings.ts";
import { commands } from "../../src/cli/run.ts";
import { recipeSchema, resolveRecipe } from "../../src/job/recipe.ts";
import { runCli } from "./fake.ts";

const compare = ["compare", "d.csv", "--target", "t"];

describe("every value that is not legal", () => {
  it.each([
    ["--task", "regresion", "classification or regression", 'did you mean "regression"?'],
    ["--task", "", "classification or regression", "known: classification, regression"],
    ["--split", "60/20", "three shares above 0 that sum to 100 or to 1", "--split 60/20/20"],
    ["--split", "60/20/30", "three shares above 0 that sum to 100 or to 1", "--split 60/20/20"],
    ["--split", "80/20/0", "three shares above 0 that sum to 100 or to 1", "--split 60/20/20"],
    ["--split", "60/20/10/10", "three shares above 0 that sum to 100 or to 1", "--split 60/20/20"],
    ["--delimiter", ";;", "one ASCII character other than a double quote, or its name", "--delimiter tab"],
    ["--delimiter", '"', "one ASCII character other than a double quote, or its name", "--delimiter tab"],
    ["--on-bad-cell", "mising", "error or missing", 'did you mean "missing"?'],
    ["--epochs", "0", "a whole number from 1 to 1,000,000", "--epochs 50"],
    ["--epochs", "ten", "a whole number from 1 to 1,000,000", "--epochs 50"],
    ["--epochs", "1.5", "a whole number from 1 to 1,000,000", "--epochs 50"],
    ["--epochs", "", "a whole number from 1 to 1,000,000", "--epochs 50"],
    ["--epochs", "0x10", "a whole number from 1 to 1,000,000", "--epochs 50"],
    ["--batch-size", "-1", "a whole number from 1 to 1,000,000", "--batch-size 64"],
    ["--batch-size", "1e7", "a whole number from 1 to 1,000,000", "--batch-size 64"],
    ["--hidden", "256,", "1 to 64 whole numbers from 1 to 65,536, with commas between", "--hidden 256,128"],
    ["--hidden", "0", "1 to 64 whole numbers from 1 to 65,536, with commas between", "--hidden 256,128"],
    ["--lr", "0", "a number above 0, at most 1,000", "--lr 0.001"],
    ["--lr", "-1", "a number above 0, at most 1,000", "--lr 0.001"],
    ["--lr", "NaN", "a number above 0, at most 1,000", "--lr 0.001"],
    ["--lr", "Infinity", "a number above 0, at most 1,000", "--lr 0.001"],
    ["--learning-rate", "x", "a number above 0, at most 1,000", "--lr 0.001"],
    ["--seed", "-1", "a whole number from 0 to 4,294,967,295", "--seed 42"],
    ["--seed", "4294967296", "a whole number from 0 to 4,294,967,295", "--seed 42"],
    ["--seeds", "0", "a whole number from 1 to 1,000", "--seeds 5"],
    ["--budget", "5 parsecs", "a time above 0, in s, m or h", "--budget 5m"],
    ["--budget", "0s", "a time above 0, in s, m or h", "--budget 5m"],
    ["--threads", "0", "a whole number from 1 to 1,024", "--threads 2"],
    ["--workers", "two", "a whole number from 1 to 1,024", "--threads 2"],
    ["--metric", " ", "the name of a metric", "--metric auc"],
    ["--group", "", "the name of a column", "--group churn"],
    ["--drop", "a,", "the name of a column", "--drop churn"],
    ["--out", "", "a path", "--out runs/mine"],
  ])("%s %j", async (flag, text, expected, todo) => {
    const { code, stdout, stderr, compare: asked } = await runCli([...compare, `${flag}=${text}`]);
    const shown = JSON.stringify(text.split(",").length > 1 && flag === "--drop" ? "" : text);
    expect(stderr).toBe(
      `error E113  ${flag} cannot be ${shown}\n  expected ${expected}, found ${shown}\n  → ${todo}\n`,
    );
    expect({ code, stdout, asked }).toEqual({ code: 2, stdout: "", asked: [] });
  });
});

describe("every value that is legal", () => {
  it("reaches the job, in the units that it wants", async () => {
    const flags =
      "--task classification --positive yes --category zip,plan --category a\\,b --keep id --drop a,b --drop c\\,d --group g --time w --split 70/20/10 --delimiter tab --trim-headers " +
      "--on-bad-cell missing --epochs 7 --batch-size 64 --hidden 32,16 --lr 1e-2 --seed 7 --metric auc --seeds 3 --budget 1.5m --workers 2 --out o";
    const { code, compare: asked } = await runCli([...compare, ...flags.split(" ")]);
    expect(code).toBe(0);
    const { signal, split, ...rest } = asked[0]!;
    expect(signal).toBeInstanceOf(AbortSignal);
    for (const [i, share] of split!.entries()) expect(share).toBeCloseTo([0.7, 0.2, 0.1][i]!, 12);
    expect(rest).toEqual({
      ...{ data: "d.csv", target: "t", task: "classification", positive: "yes", keep: ["id"], drop: ["a", "b", "c,d"] },
      ...{
        category: ["zip", "plan", "a,b"],
        group: "g",
        time: "w",
        delimiter: "\t",
        trimHeaders: true,
        onBadCell: "missing",
      },
      base: { epochs: 7, batchSize: 64, hidden: [32, 16], learningRate: 0.01 },
      ...{ recipes: [], seed: 7, seeds: 3, metric: "auc", budgetSeconds: 90, workers: 2, out: "o" },
    });
  });

  it("nothing but the defaults when nothing is given", async () => {
    const { compare: asked } = await runCli(compare);
    const { signal: _, ...rest } = asked[0]!;
    expect(rest).toEqual({
      ...{ data: "d.csv", target: "t", split: [0.6, 0.2, 0.2], onBadCell: "error", seeds: 5, seed: 42 },
      ...{ base: {}, recipes: [] },
    });
  });

  it("how often fit saves: seconds, 0 for every step", async () => {
    const saved = await Promise.all(
      ["", "--checkpoint-every=0", "--checkpoint-every=1.5", "--checkpoint-every=2m"].map(async (flag) => {
        const { fit } = await runCli(["fit", "d.csv", "--target", "t", ...(flag === "" ? [] : [flag])]);
        return fit[0]!.checkpointSeconds;
      }),
    );
    expect(saved).toEqual([10, 0, 1.5, 120]);
    expect((await runCli(["fit", "d.csv", "--target", "t", "--checkpoint-every=-1"])).stderr).toContain("E113");
    expect((await runCli(["fit", "--help"])).stdout).toContain("--checkpoint-every <SECONDS>");
  });

  it("times and delimiters", () => {
    const parse = (name: Name, text: string): unknown => settingOf(name).parse(text);
    expect(["30s", "5m", "1.5h", "90", "2min", "500ms"].map((t) => parse("budget", t))).toEqual([
      30, 300, 5400, 90, 120, 0.5,
    ]);
    expect(["\t", "\\t", ",", "semicolon", "pipe", "space", "comma"].map((t) => parse("delimiter", t))).toEqual([
      ...["\t", "\t", ",", ";", "|", " ", ","],
    ]);
  });
});

describe("the table of settings", () => {
  it("shows the defaults that a recipe has", () => {
    const recipe = resolveRecipe({ name: "plain" });
    const { values } = resolveLayers([], names);
    expect(values.hidden).toEqual(recipe.hidden);
    expect(values.lr).toBe(recipe.learningRate);
    for (const name of ["epochs", "batchSize"] as const) expect([values[name], recipe[name]]).toEqual([undefined, 0]);
  });

  it("takes what a recipe takes", () => {
    for (const lr of [1e-9, 1000]) expect(recipeSchema.shape.learningRate.safeParse(lr).success).toBe(true);
    expect(recipeSchema.shape.hidden.safeParse(Array.from({ length: 64 }, () => 65_536)).success).toBe(true);
  });

  it("every example and every default is legal, and reads back as it is written", () => {
    for (const name of names) {
      const setting = settingOf(name);
      expect(setting.parse(setting.example), name).not.toBeUndefined();
      if (setting.kind !== "one" || setting.default === undefined) continue;
      expect(setting.parse(showValue(setting, setting.default)), name).toEqual(setting.default);
    }
  });

  it("belongs to commands that exist, under one name each", () => {
    const known = commands.flatMap(({ settings }) => settings ?? []);
    for (const name of names) for (const command of settingOf(name).commands) expect(known).toContain(command);
    const all = names.flatMap((name) => [name, ...(settingOf(name).aliases ?? [])]).map(flagOf);
    expect(new Set(all).size).toBe(all.length);
  });
});

/** A legal way to write each setting; two of them differ. */
const texts: { readonly [N in Name]: readonly [string, string, string] } = {
  ...{
    target: ["a", "b", "c"],
    text: ["a", "b", "c"],
    image: ["a", "b", "c"],
    imageSize: ["28", "64", "48x64"],
    channels: ["1", "3", "1"],
    cache: ["a", "b", "c"],
    relearn: ["yes", "no", "yes"],
    ignore: ["a", "b", "c"],
    goal: ["auc>=.9", "auc", "a metric"],
    require: ["gap<=.05", "auc>=.8", "errors=0"],
    tta: ["1", "8", "16"],
    samples: ["1", "8", "20"],
    maxTokens: ["1", "256", "400"],
    network: ["mlp", "cnn", "tfidf"],
    filters: ["8", "16,32", "4,4,4"],
    augment: ["randomErasing", "randomRotation=15", "wordDropout=0.1"],
    data: ["d", "e", "f"],
    task: ["regression", "classification", "regression"],
    keep: ["a", "b,c", "d"],
  },
  ...{
    drop: ["a", "b", "c"],
    positive: ["yes", "no", "1"],
    category: ["a", "b,c", "d"],
    group: ["g", "h", "i"],
    time: ["x", "y", "z"],
    split: ["60/20/20", ".5/.3/.2", "80/10/10"],
  },
  ...{
    delimiter: [";", "tab", "|"],
    trimHeaders: ["true", "false", "true"],
    onBadCell: ["missing", "error", "missing"],
    strength: ["dropout", "l2=1e-5..1", "inputNoise=.1...5"],
    points: ["3", "8", "12"],
    sizes: ["3", "5", "12"],
    against: ["a", "b", "c"],
    trials: ["5", "30", "60"],
    space: ["a.yaml", "b.yaml", "c.yaml"],
  },
  ...{
    recipe: ["a.yaml", "b.yaml", "c.yaml"],
    epochs: ["1", "2", "3"],
    batchSize: ["4", "5", "6"],
    hidden: ["7", "8,9", "10"],
  },
  checkpointEvery: ["0", "2m", "30s"],
  ...{ lr: [".1", ".2", ".3"], seed: ["0", "1", "2"], metric: ["auc", "ece", "r2"], seeds: ["1", "2", "3"] },
  ...{ budget: ["1s", "2m", "3h"], threads: ["1", "2", "3"], out: ["o", "p", "q"], format: ["csv", "json", "parquet"] },
  ...{ png: ["true", "false", "true"], aggregatesOnly: ["true", "false", "true"] },
  ...{ json: ["true", "false", "true"], quiet: ["true", "false", "true"] },
  ...{ port: ["0", "80", "65535"], host: ["a", "b", "c"], tokenFile: ["d", "e", "f"] },
};

describe("precedence", () => {
  const places = fc.record({ flag: fc.boolean(), variable: fc.boolean(), file: fc.boolean() });
  const plan = fc
    .dictionary(fc.constantFrom(...names), places)
    .map((chosen) => Object.entries(chosen) as [Name, { flag: boolean; variable: boolean; file: boolean }][]);

  it("flag > environment > file > default, for every setting and any combination of places", () => {
    fc.assert(
      fc.property(plan, (chosen) => {
        const given = (name: Name, i: number): readonly string[] | boolean =>
          settingOf(name).kind === "flag" ? texts[name][i] === "true" : [texts[name][i]!];
        const flags = flagLayer(
          Object.fromEntries(chosen.filter(([, at]) => at.flag).map(([name]) => [name, given(name, 0)])),
        );
        const variables = environmentLayer(
          Object.fromEntries(
            chosen.filter(([, at]) => at.variable).map(([name]) => [variableOf(name), texts[name][1]]),
          ),
        );
        const file = new Map(
          chosen.filter(([, at]) => at.file).map(([name]) => [name, { texts: [texts[name][2]], where: `f:1:${name}` }]),
        );
        const { values, sources } = resolveLayers([flags, variables, file], names);
        const plain = resolveLayers([], names).values;
        for (const name of names) {
          const at = chosen.find(([one]) => one === name)?.[1];
          const place = at?.flag ? 0 : at?.variable ? 1 : at?.file ? 2 : undefined;
          const source = place === undefined ? "default" : [flagOf(name), variableOf(name), `f:1:${name}`][place];
          expect(sources[name].replace("--no-", "--")).toBe(source);
          if (place === undefined) expect(values[name]).toEqual(plain[name]);
          else expect(values[name]).toEqual(parsed(name, texts[name][place]!, place));
        }
      }),
    );
  });

  function parsed(name: Name, text: string, place: number): unknown {
    const setting = settingOf(name);
    if (setting.kind !== "many") return setting.parse(text);
    return place === 2 ? [text] : text.split(",");
  }

  it("a setting of another command does not matter to this one", () => {
    const layer = environmentLayer({ REGULARIZE_SEEDS: "none" });
    expect(resolveLayers([layer], namesFor("predict")).sources.seeds).toBe("default");
    expect(() => resolveLayers([layer], namesFor("compare"))).toThrow('REGULARIZE_SEEDS cannot be "none"');
  });

  it("--no-x undoes what the environment turned on", async () => {
    const env = { REGULARIZE_JSON: "1", REGULARIZE_TRIM_HEADERS: "yes" };
    expect((await runCli(compare, { env })).stdout).toMatch(/^\{"v":1/u);
    const undone = await runCli([...compare, "--no-json", "--no-trim-headers"], { env });
    expect(undone.stdout).toMatch(/^ {2}recipe/u);
    expect(undone.compare[0]).not.toHaveProperty("trimHeaders");
  });

  it("an unknown or illegal variable is an error; an empty one is none", async () => {
    const unknown = await runCli(compare, { env: { REGULARIZE_BATCHSIZE: "3" } });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toBe(
      'error E116  REGULARIZE_BATCHSIZE is no setting\n  → did you mean "REGULARIZE_BATCH_SIZE"?\n',
    );
    const illegal = await runCli(compare, { env: { REGULARIZE_EPOCHS: "few" } });
    expect(illegal.stderr).toContain('error E113  REGULARIZE_EPOCHS cannot be "few"');
    expect((await runCli(compare, { env: { REGULARIZE_EPOCHS: "" } })).code).toBe(0);
  });
});
