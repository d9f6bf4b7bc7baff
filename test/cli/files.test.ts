import { describe, expect, it } from "vitest";
import { runCli } from "./fake.ts";

const compare = ["compare", "d.csv", "--target", "t"];
const withConfig = (text: string, argv: readonly string[] = compare) =>
  runCli([...argv, "--config", "etc/my.yaml"], { files: { "etc/my.yaml": text } });

describe("a file of settings", () => {
  it("sets what no flag and no variable sets, in either spelling, and says so", async () => {
    const text =
      "target: churn\nbatch-size: 64\nhidden: [32, 16]\nsplit: [70, 20, 10]\nlearningRate: 0.1\ndrop: ['a,b', c]\nseeds: 3\n";
    const { code, stderr, compare: asked } = await withConfig(text, ["compare", "d.csv", "--seeds", "9"]);
    expect(code).toBe(0);
    expect(asked[0]).toMatchObject({ target: "churn", seeds: 9, drop: ["a,b", "c"] });
    expect(asked[0]!.base).toEqual({ batchSize: 64, hidden: [32, 16], learningRate: 0.1 });
    expect(stderr).toContain("✔ config etc/my.yaml: target, drop, split, batchSize, hidden, lr\n");
  });

  it("may be empty, or say null", async () => {
    expect((await withConfig("")).code).toBe(0);
    expect((await withConfig("# nothing\n")).code).toBe(0);
    expect((await withConfig("epochs: null\n")).compare[0]!.base).toEqual({});
  });

  it("is named by REGULARIZE_CONFIG as well", async () => {
    const options = { env: { REGULARIZE_CONFIG: "c.yaml" }, files: { "c.yaml": "seeds: 2" } };
    expect((await runCli(compare, options)).compare[0]!.seeds).toBe(2);
  });

  it.each([
    ["target: t\nepoch: 3\n", 'error E116  etc/my.yaml:2:1  there is no setting "epoch"\n  → did you mean "epochs"?\n'],
    [
      "target: t\nepochs: few\n",
      'error E113  etc/my.yaml:2:9  epochs cannot be "few"\n  expected a whole number from 1 to 1,000,000, found "few"\n  → --epochs 50\n',
    ],
    [
      "epochs: {a: 1}\n",
      "error E113  etc/my.yaml:1:9  epochs cannot be a group of values\n  expected a whole number from 1 to 1,000,000\n  → epochs: 50\n",
    ],
    [
      "drop: [a, [b]]\n",
      "error E113  etc/my.yaml:1:11  drop cannot be a group of values\n  expected the name of a column\n  → drop: churn\n",
    ],
    [
      "- 1\n",
      "error E115  etc/my.yaml holds no settings\n  expected lines of the form `name: value`\n  → epochs: 50\n",
    ],
    [
      "a: 1\na: 2\n",
      "error E115  etc/my.yaml:2:1  this is not YAML: Map keys must be unique\n  → lines of the form `name: value`\n",
    ],
  ])("%j is refused with its place", async (text, message) => {
    const { code, stderr, compare: asked } = await withConfig(text);
    expect({ code, stderr, asked }).toEqual({ code: 2, stderr: message, asked: [] });
  });

  it("that is not there is an error", async () => {
    const { code, stderr } = await runCli([...compare, "--config", "no.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error E114  no.yaml does not exist\n  expected a YAML file for --config\n  → --config FILE, with the path of a file\n",
    );
  });
});

describe("--print-config", () => {
  it("needs neither data nor target, and says where each value comes from", async () => {
    const {
      code,
      stdout,
      compare: asked,
    } = await runCli(["compare", "--print-config", "--lr", ".01", "--config", "c.yaml"], {
      ...{ env: { REGULARIZE_SEEDS: "2" }, files: { "c.yaml": "drop:\n  - 'a,b'\n" } },
    });
    expect({ code, asked }).toEqual({ code: 0, asked: [] });
    const lines = stdout.split("\n").map((line) => line.split(/ {2,}/u));
    expect(lines).toContainEqual(["--lr", "0.01", "--lr"]);
    expect(lines).toContainEqual(["--seeds", "2", "REGULARIZE_SEEDS"]);
    expect(lines).toContainEqual(["--drop", "a\\,b", "c.yaml:2:3"]);
    expect(lines).toContainEqual(["--split", "60/20/20", "default"]);
    expect(lines).toContainEqual(["--target", "(must be given)", "default"]);
  });

  it("as one event with --json", async () => {
    const { stdout } = await runCli(["fit", "--print-config", "--json", "--seed", "7"]);
    const event = JSON.parse(stdout) as { settings: object[] };
    expect(event).toMatchObject({ v: 1, type: "config", command: "fit" });
    expect(event.settings).toContainEqual({ name: "seed", value: 7, from: "--seed" });
    expect(event.settings).toContainEqual({ name: "epochs", value: null, from: "default" });
  });
});

describe("a recipe file", () => {
  const withRecipe = (text: string, argv = compare) =>
    runCli([...argv, "--recipe", "my.yaml"], { files: { "my.yaml": text } });

  it("is one recipe, called like its file, or a list of them; flags fill in what it does not say", async () => {
    const one = await withRecipe("dropout: 0.3\n", [...compare, "--epochs", "7", "--lr", ".1"]);
    expect(one.compare[0]!.recipes).toEqual([
      expect.objectContaining({ name: "my", dropout: 0.3, epochs: 7, learningRate: 0.1 }),
    ]);
    const two = await withRecipe("- name: a\n  learningRate: 0.2\n- name: b\n", [...compare, "--lr", ".1"]);
    expect(two.compare[0]!.recipes!.map(({ name, learningRate }) => [name, learningRate])).toEqual([
      ...[
        ["a", 0.2],
        ["b", 0.1],
      ],
    ]);
  });

  it("in fit a flag wins over it, and it wins over the environment", async () => {
    const argv = ["fit", "d.csv", "--target", "t", "--lr", ".1", "--recipe", "my.yaml"];
    const files = { "my.yaml": "learningRate: 0.2\nepochs: 4\n" };
    const { fit } = await runCli(argv, { files, env: { REGULARIZE_EPOCHS: "9", REGULARIZE_BATCH_SIZE: "16" } });
    expect(fit[0]!.recipe).toMatchObject({ name: "my", learningRate: 0.1, epochs: 4, batchSize: 16 });
    expect(fit[0]).not.toHaveProperty("base");
  });

  it("is a run's recipe.json too: under the run's name where the ladder may have the same", async () => {
    const shape = { width: 3, outputs: 2 };
    const card = {
      v: 1,
      kind: "table",
      recipe: { name: "plain", l1: 0.5 },
      preprocessor: {},
      shape,
      task: {},
      target: "t",
    };
    const files = (value: object) => ({ files: { "runs/x/recipe.json": JSON.stringify(value) } });
    const argv = ["d.csv", "--target", "t", "--recipe", "runs/x/recipe.json"];
    const fitted = await runCli(["fit", ...argv], files(card));
    expect(fitted.fit[0]!.recipe).toMatchObject({ name: "plain", l1: 0.5 });
    const { preprocessor: _, ...others } = card;
    const pictures = await runCli(["fit", ...argv], files({ ...others, kind: "image", image: {} }));
    expect(pictures.fit[0]!.recipe).toMatchObject({ name: "plain", l1: 0.5 });
    const compared = await runCli(["compare", ...argv], files(card));
    expect(compared.compare[0]!.recipes).toMatchObject([{ name: "x: plain", l1: 0.5 }]);
    const wrong = await runCli(["fit", ...argv], files({ ...card, recipe: { name: "plain", l1: -1 } }));
    expect(wrong.stderr).toMatch(/error E131 {2}runs\/x\/recipe\.json:1:\d\d /u);
  });

  it("is changed by what is written after it, as is what fit trains by itself", async () => {
    const files = { "my.yaml": "dropout: .2\nl2: 0\nepochs: 4\n" };
    const asked = (...recipes: string[]) =>
      runCli(["fit", "d.csv", "--target", "t", ...recipes.flatMap((word) => ["--recipe", word])], { files });
    const changed = await asked("my.yaml", "{norm: layer, l2: .5}", "{l2: .1}");
    expect(changed.fit[0]!.recipe).toMatchObject({ name: "my", norm: "layer", dropout: 0.2, l2: 0.1, epochs: 4 });
    const alone = await asked("{patience: 75}");
    expect(alone.fit[0]!.recipe).toMatchObject({ patience: 75, earlyStopping: true, l2: 1e-3, schedule: "plateau" });
    const two = await asked("my.yaml", "my.yaml");
    expect(two.stderr).toContain("error E112  my.yaml is a second recipe, and fit trains one");
  });

  it("holds one recipe for fit", async () => {
    const { code, stderr } = await withRecipe("- name: a\n- name: b\n", ["fit", "d.csv", "--target", "t"]);
    expect(code).toBe(2);
    expect(stderr).toContain("my.yaml holds 2 recipes, and fit trains one");
  });

  it.each([
    ["name: mine\ndropuot: 3\n", 'error E130  my.yaml:2:1  recipe has no key "dropuot"\n  → did you mean "dropout"?\n'],
    ["- name: a\n- name: b\n  l1: 1\n  zz: 2\n", 'error E130  my.yaml:4:3  recipe has no key "zz"\n'],
    ["dropout: 3\n", "error E131  my.yaml:1:10  recipe.dropout cannot be 3\n  expected a number in [0, 0.95]\n"],
    ["- l1: 0\n", "error E131  my.yaml:1:3  recipe.name is missing\n"],
    ["hidden: [8, x]\n", 'error E131  my.yaml:1:13  recipe.hidden.1 cannot be "x"'],
    ["just words\n", "error E131  my.yaml:1:1  my.yaml holds no recipe here\n"],
    ["", "error E131  my.yaml:1:1  my.yaml holds no recipe here\n"],
    ["a: [\n", "error E115  my.yaml:"],
  ])("%j is refused with its place", async (text, message) => {
    const { code, stderr, compare: asked } = await withRecipe(text);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toContain(message);
  });
});
