import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fold as foldKey, keyOf } from "../../src/core/index.ts";
import { compare } from "../../src/job/compare.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import { ladder } from "../../src/job/ladder.ts";
import { type DataKind, foldOf, prepare, type Prepared } from "../../src/job/prepare.ts";
import { type GivenRecipe, type Recipe, resolveRecipe } from "../../src/job/recipe.ts";
import { resume } from "../../src/job/resume.ts";
import { hashOf } from "../../src/job/save.ts";
import { runTrial } from "../../src/job/trial.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { situationOf } from "../../src/job/source/situation.ts";
import type { CompareEvent, FitEvent } from "../../src/job/types.ts";
import type { Examples } from "../../src/train/score.ts";
import { idxFolder, mixedTable, numericTable, scratch, texts } from "./kinds.ts";
import { csv, errorOf, numbers } from "./make.ts";

const { at, write } = scratch();
const files = {
  mixed: write("mixed.csv", mixedTable(100)),
  numeric: write("numeric.csv", numericTable(100)),
  numbers: write("numbers.csv", numbers(80)),
  words: write("words.csv", texts(100)),
  pictures: idxFolder(at("pictures"), { rows: 60, classes: 3, side: 10, channels: 1 }),
  rare: write(
    "rare.csv",
    csv(["a", "b", "label"], 60, (row) => [row * 1.5, (row * 7) % 13, row % 12 === 0 ? "rare" : "common"]),
  ),
  words2: write(
    "colors.csv",
    csv(["color", "size", "label"], 80, (row) => [
      ["red", "green", "blue"][row % 3]!,
      ["big", "small", "wide", "thin", "flat"][row % 5]!,
      row % 8 === 0 ? "rare" : "common",
    ]),
  ),
};
const targetOf = (name: keyof typeof files): { target?: string } =>
  name === "pictures" ? {} : { target: name === "numbers" ? "churn" : "label" };
const recipeOf = (change: Partial<GivenRecipe>): Recipe => resolveRecipe({ name: "mine", epochs: 1, ...change });

let parts: Record<"mixed" | "words" | "pictures", Prepared>;
let runtime: Runtime;
afterAll(() => runtime.dispose());
beforeAll(async () => {
  runtime = await createRuntime({ threads: 1 });
  const open = (name: keyof typeof files): Promise<Prepared> =>
    prepare({ data: files[name], ...targetOf(name), ...(name === "mixed" ? { keep: ["town"] } : {}) }, 3);
  parts = { mixed: await open("mixed"), words: await open("words"), pictures: await open("pictures") };
});

const EPOCH = { epoch: 4, key: foldKey(keyOf(9), "augment", 4) };
const rowOf = ({ x, y, rows }: Examples, row: number): number[] => [
  ...x.subarray((row * x.length) / rows, ((row + 1) * x.length) / rows),
  ...y.subarray((row * y.length) / rows, ((row + 1) * y.length) / rows),
];

describe("what a row becomes", () => {
  const POLICIES: readonly (readonly ["pictures" | "words", GivenRecipe["augment"] & {}])[] = [
    ["pictures", ["randomHorizontalFlip", { randomRotation: 20 }, "randAugment", { gaussianNoise: 0.1 }]],
    ["pictures", [{ oneOf: ["equalize", { randomErasing: { p: 1 } }] }, { randomApply: { of: ["gaussianBlur"] } }]],
    ["words", ["eda", "aeda", { wordDropout: 0.3 }]],
  ];
  it.each(POLICIES)(
    "%s: hangs on its own key alone, in whatever batch and order it is drawn",
    async (name, augment) => {
      const source = (await foldOf(parts[name], 0).source(recipeOf({ augment })))!;
      const all = (await source.draw(
        Int32Array.from({ length: 30 }, (_, i) => i),
        EPOCH,
      )) as Examples;
      await source.draw(Int32Array.of(3, 1, 4), { epoch: 1, key: keyOf(1) });
      for (const rows of [[5], [29, 0, 5, 17], [7, 7]]) {
        const some = (await source.draw(Int32Array.from(rows), EPOCH)) as Examples;
        for (const [place, row] of rows.entries()) expect(rowOf(some, place), `row ${row}`).toEqual(rowOf(all, row));
      }
      const again = (await foldOf(parts[name], 0).source(recipeOf({ augment })))!;
      expect(
        await again.draw(
          Int32Array.from({ length: 30 }, (_, i) => i),
          EPOCH,
        ),
      ).toEqual(all);
      const next = (await source.draw(
        Int32Array.from({ length: 30 }, (_, i) => i),
        {
          epoch: 5,
          key: foldKey(keyOf(9), "augment", 5),
        },
      )) as Examples;
      expect(next.x).not.toEqual(all.x);
      expect(next.y).toEqual(all.y);
    },
  );

  it.each([["mixup"], ["cutMix"]])(
    "images of a batch: %s is the same for the same rows, whatever was drawn before",
    async (name) => {
      const source = (await foldOf(parts.pictures, 0).source(recipeOf({ augment: ["randomHorizontalFlip", name] })))!;
      const rows = Int32Array.of(8, 2, 30, 11);
      const first = (await source.draw(rows, EPOCH)) as Examples;
      await source.draw(Int32Array.of(1, 2, 3), EPOCH);
      expect(await source.draw(rows, EPOCH)).toEqual(first);
      for (let row = 0; row < 4; row++)
        expect(first.y.subarray(3 * row, 3 * row + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    },
  );

  it("a table's batch is the same for the same rows, and rows that resamplers made are the same in every epoch", async () => {
    const source = (await foldOf(parts.mixed, 0).source(recipeOf({ augment: ["smotenc", { gaussianNoise: 0.2 }] })))!;
    const still = (await foldOf(parts.mixed, 0).source(recipeOf({ augment: ["smotenc"] })))!;
    const rows = Int32Array.of(70, 3, 60);
    const first = (await source.draw(rows, EPOCH)) as Examples;
    await source.draw(Int32Array.of(1, 2), EPOCH);
    expect(await source.draw(rows, EPOCH)).toEqual(first);
    expect(await still.draw(rows, { epoch: 0, key: keyOf(0) })).toEqual(await still.draw(rows, EPOCH));
    expect(await source.draw(rows, { epoch: 0, key: keyOf(0) })).not.toEqual(first);
  });

  it("threads make what one thread makes, mixed pairs included", async () => {
    const part = foldOf(parts.pictures, 0);
    const augment = ["randomHorizontalFlip", { randomCrop: { padding: 2 } }, { gaussianNoise: 0.1 }, "mixup"];
    const recipe = recipeOf({ augment });
    const rows = Int32Array.from({ length: 21 }, (_, i) => (i * 5) % 36);
    const own = (await (await part.source(recipe))!.draw(rows, EPOCH)) as Examples;
    for (const threads of [1, 2, 3]) {
      const source = (await part.source(recipe, threads))!;
      expect(await source.draw(rows, EPOCH)).toEqual(own);
      // What is being drawn as it ends, and what is asked of it later, is answered.
      const last = Promise.resolve(source.draw(rows, EPOCH)).catch((error: unknown) => error);
      await source.close?.();
      const answer = await last;
      if (answer instanceof Error) expect(answer).toMatchObject({ code: "E503" });
      else expect(answer).toEqual(own);
      expect(await errorOf(Promise.resolve(source.draw(rows, EPOCH)))).toMatchObject({ code: "E503" });
    }
  });
});

describe("what a table's rows stay", () => {
  it.each<[string, GivenRecipe["augment"] & {}]>([
    ["mixed pairs", ["mixup"]],
    ["columns of other rows", [{ columnCutMix: { probability: 1 } }]],
    ["noise", [{ gaussianNoise: 1 }]],
    ["rows in between", ["smotenc"]],
    ["all of them", ["smotenc", "mixup", { columnCutMix: 0.5 }, { gaussianNoise: 0.3 }]],
  ])("%s: one level of each category, whole codes, flags that are 0 or 1", async (_, augment) => {
    const part = foldOf(parts.mixed, 0);
    if (part.input.kind !== "table" || part.shape.kind === "image" || part.shape.kind === "text")
      throw new Error("kind");
    const { cardinalities } = part.shape;
    expect(cardinalities).toHaveLength(1);
    const names = part.input.preprocessor.columns.map(({ name, kind }) => `${name} ${kind}`);
    expect(names).toEqual(["a numeric", "b numeric", "gaps numeric", "color oneHot", "town codes"]);
    const source = (await part.source(recipeOf({ augment })))!;
    const { x, y, rows } = (await source.draw(
      Int32Array.from({ length: source.rows }, (_v, i) => i),
      EPOCH,
    )) as Examples;
    const width = x.length / rows;
    expect(width).toBe(3 + 1 + 3 + 1);
    for (let row = 0; row < rows; row++) {
      const cells = x.subarray(row * width, (row + 1) * width);
      expect([0, 1]).toContain(cells[3]);
      expect([...cells.subarray(4, 7)].toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
      expect(Number.isInteger(cells[7]) && cells[7]! >= 1 && cells[7]! < cardinalities[0]!).toBe(true);
      expect(y[2 * row]! + y[2 * row + 1]!).toBeCloseTo(1, 6);
    }
  });
});

describe("a fit on a table that is augmented", () => {
  it("killed and resumed ends at the same weights", async () => {
    const recipe = recipeOf({
      augment: ["smotenc", "mixup", { gaussianNoise: 0.1 }],
      hidden: [8],
      epochs: 4,
      batchSize: 32,
    });
    const options = { data: files.mixed, target: "label", recipe, checkpointSeconds: 0 };
    const whole = await trainOne({ ...options, out: at("table whole") });
    const controller = new AbortController();
    const stopped = trainOne({ ...options, out: at("table killed"), signal: controller.signal }, (event) => {
      if (event.type === "epoch" && event.epoch === 2) controller.abort();
    });
    expect(await errorOf(stopped)).toMatchObject({ code: "E107" });
    const result = await resume({ run: at("table killed") });
    expect(result).toEqual({ ...whole, run: result.run, seconds: result.seconds });
  });
});

describe("every way to train", () => {
  it.each<[string, Partial<GivenRecipe>]>([
    ["an average of the weights, with its own statistics", { averaging: "ema", norm: "batch" }],
    ["stochastic weight averaging", { averaging: "swa", norm: "batch" }],
    ["steps by the worst point nearby", { sharpness: "sam" }],
    [
      "noise, spatial dropout and penalties",
      { inputNoise: 0.1, spatialDropout: 0.2, dropout: 0.2, l2: 1e-3, l1: 1e-4, maxNorm: 2 },
    ],
    ["class weights, smoothed labels and mixed pairs", { classWeights: "balanced", labelSmoothing: 0.1 }],
  ])("takes images that lie elsewhere: %s", async (_, change) => {
    const recipe = recipeOf({
      ...change,
      augment: ["randomHorizontalFlip", "mixup"],
      epochs: 2,
      filters: [4],
      hidden: [8],
    });
    const states: string[] = [];
    for (const threads of [0, 2]) {
      const part = foldOf(parts.pictures, 0, recipe);
      const trial = await runTrial(recipe, part, { seed: 1, metric: "accuracy", runtime, threads });
      expect(trial.history.every(({ train }) => Number.isFinite(train.loss))).toBe(true);
      states.push(hashOf(trial.state));
    }
    expect(states[1]).toBe(states[0]);
  });
});

describe("a recipe that cannot be trained is refused before anything is", () => {
  const CASES: readonly (readonly [
    what: string,
    data: keyof typeof files,
    change: Partial<GivenRecipe>,
    error: { readonly code: string; readonly message?: RegExp; readonly todo?: RegExp },
  ])[] = [
    [
      "an image's step on a table",
      "numeric",
      { augment: ["randomHorizontalFlip"] },
      { code: "E136", message: /randomHorizontalFlip is for images, the data is tables/u },
    ],
    [
      "a table's step on images",
      "pictures",
      { augment: ["smote"] },
      { code: "E136", message: /smote is for tables, the data is images/u },
    ],
    [
      "a step of images on text",
      "words",
      { augment: [{ randomCrop: { padding: 2 } }] },
      { code: "E136", message: /the data is text/u },
    ],
    ["normalize", "pictures", { augment: ["normalize"] }, { code: "E136", message: /normalize draws nothing/u }],
    ["centerCrop", "pictures", { augment: ["centerCrop"] }, { code: "E136", message: /centerCrop draws nothing/u }],
    [
      "resize",
      "pictures",
      { augment: [{ randomApply: { of: ["resize"] } }] },
      { code: "E136", message: /resize draws nothing/u },
    ],
    [
      "oneOf of nothing",
      "pictures",
      { augment: [{ oneOf: [] }] },
      { code: "E136", message: /oneOf must be a list of steps/u },
    ],
    [
      "oneOf by its name alone",
      "pictures",
      { augment: ["oneOf"] },
      { code: "E136", message: /must be a list of steps/u },
    ],
    [
      "randomApply of a number",
      "pictures",
      { augment: [{ randomApply: 0.5 }] },
      { code: "E136", message: /must be a list of steps/u },
    ],
    [
      "oneOf of what is no step",
      "pictures",
      { augment: [{ oneOf: [null] }] },
      { code: "E136", message: /augment\[0\]\.oneOf\[0\] must name one augmentation/u },
    ],
    [
      "an unknown step within others",
      "pictures",
      { augment: [{ oneOf: [{ compose: ["randomHorizontalFlipp"] }] }] },
      { code: "E136", todo: /randomHorizontalFlip/u },
    ],
    [
      "pairs within a step of one image",
      "pictures",
      { augment: [{ oneOf: ["mixup", "equalize"] }] },
      { code: "E136", message: /oneOf\[0\]: mixup mixes the images of a batch/u },
    ],
    [
      "a crop of another size",
      "pictures",
      { augment: [{ randomCrop: 8 }] },
      { code: "E268", message: /randomCrop changes the size/u },
    ],
    [
      "a crop of another size, at times",
      "pictures",
      { augment: [{ randomApply: { of: [{ randomCrop: 8 }], p: 0.01 } }] },
      { code: "E268" },
    ],
    [
      "a crop of another size, one of many",
      "pictures",
      { augment: [{ oneOf: ["equalize", { randomCrop: 8 }] }] },
      { code: "E268", message: /randomCrop/u },
    ],
    ["a crop larger than the images", "pictures", { augment: [{ randomCrop: 20 }] }, { code: "E263" }],
    [
      "a setting that does not exist",
      "pictures",
      { augment: [{ randomCrop: { pading: 2 } }] },
      { code: "E310", todo: /padding/u },
    ],
    ["a setting beyond its range", "words", { augment: [{ wordDropout: 1.5 }] }, { code: "E311" }],
    ["groups of another table", "numeric", { augment: [{ columnCutMix: { groups: [0, 0] } }] }, { code: "E237" }],
    [
      "SMOTE on regression",
      "numbers",
      { augment: ["smote"] },
      { code: "E231", message: /smote balances classes; this is regression/u },
    ],
    ["SMOTE with categories", "mixed", { augment: ["smote"] }, { code: "E234", todo: /smotenc/u }],
    ["SMOTENC without categories", "numeric", { augment: ["smotenc"] }, { code: "E234", todo: /use smote/u }],
    ["SMOTE with too few rows", "rare", { augment: ["smote"] }, { code: "E235", todo: /k 2\b|k: 2\b|k to 2\b/u }],
    ["a convolutional network on a table", "numeric", { network: "cnn" }, { code: "E137", todo: /network: auto/u }],
    [
      "a bag of words on images",
      "pictures",
      { network: "embeddingBag" },
      { code: "E137", message: /embeddingBag does not take images/u },
    ],
    [
      "spatial dropout on a perceptron",
      "pictures",
      { network: "mlp", spatialDropout: 0.2 },
      { code: "E137", message: /spatialDropout 0\.2 means nothing to the network mlp/u },
    ],
    ["noise on words in their order", "words", { network: "textCnn", inputNoise: 0.1 }, { code: "E137" }],
  ];

  it.each(CASES)("%s", async (what, name, change, { code, message, todo }) => {
    const data = { data: files[name], ...targetOf(name) };
    const folder = at(`refused ${what}`);
    const told: (FitEvent | CompareEvent)[] = [];
    const recipe = recipeOf(change);
    const note = (event: FitEvent | CompareEvent): void => void told.push(event);
    // As a recipe, as what every recipe begins with, as the augmentation to be tried: one way a case, each many times.
    const ways = [{ recipes: [recipe] }, { base: change as Partial<Recipe> }, { augment: recipe.augment }];
    const way = ways[CASES.findIndex(([name]) => name === what) % (change.augment === undefined ? 2 : 3)]!;
    const errors = [
      await errorOf(trainOne({ ...data, recipe, out: folder }, note)),
      await errorOf(compare({ ...data, ...way, out: folder, seeds: 2 }, note)),
    ];
    for (const error of errors) {
      expect(error.code, error.message).toBe(code);
      if (message !== undefined) expect(error.message).toMatch(message);
      if (todo !== undefined) expect(error.todo).toMatch(todo);
    }
    // What was read is told before what is wrong with it; nothing was trained.
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(["notice"]));
    expect(existsSync(folder)).toBe(false);
  });

  it("names that no catalogue has, already as the recipe is read", () => {
    const wrong = (step: unknown): unknown => {
      try {
        return resolveRecipe({ name: "x", augment: [step] });
      } catch (error) {
        return error;
      }
    };
    expect(wrong("randomFlip")).toMatchObject({ code: "E136", where: "recipe.augment[0]" });
    expect(wrong("smotee")).toMatchObject({ code: "E136", todo: expect.stringContaining("smote") });
    expect(wrong({})).toMatchObject({ code: "E136", received: "{}" });
    expect(wrong({ smote: 1, mixup: 1 })).toMatchObject({ code: "E136", received: "smote, mixup" });
    expect(wrong(3)).toMatchObject({ code: "E131", expected: "the name of an augmentation, or {name: settings}" });
    const noList = expect.stringMatching(/^a list of at most 32, each the name of an augmentation/u);
    expect(() => resolveRecipe({ name: "x", augment: "mixup" })).toThrow(
      expect.objectContaining({ code: "E131", expected: noList }),
    );
  });

  it("a crop that a later one undoes is well, and so are steps within steps", async () => {
    const augment = [
      { oneOf: [{ compose: ["equalize", { randomApply: { of: [{ oneOf: ["solarize", "posterize"] }], p: 0.9 } }] }] },
      { randomCrop: 8 },
      { randomResizedCrop: 10 },
    ];
    const source = (await foldOf(parts.pictures, 0).source(recipeOf({ augment: augment as Recipe["augment"] })))!;
    const { x } = (await source.draw(Int32Array.of(0, 1, 2), EPOCH)) as Examples;
    expect(x).toHaveLength(300);
  });
});

describe("the ladder", () => {
  const names = (kind: DataKind, more: object = {}, base: object = {}): string[] =>
    ladder({ kind, isClassification: true, ...more }, base).map(({ name }) => name);
  const COMMON = [
    "plain",
    "weight decay 1",
    "dropout .5",
    "early stopping + plateau",
    "label smoothing .1",
    "all together",
  ];

  it("of each kind of data has the rungs that mean something to it", () => {
    for (const kind of ["table", "image", "text"] as const)
      for (const name of COMMON) expect(names(kind)).toContain(name);
    expect(names("table")).toEqual(expect.arrayContaining(["L1 1e-3", "batch norm", "column CutMix .2"]));
    expect(names("image")).toEqual(expect.arrayContaining(["spatial dropout .2", "no batch norm", "augmentation"]));
    expect(names("text")).toEqual(expect.arrayContaining(["L2 1e-2", "word dropout .1", "EDA .1"]));
    for (const kind of ["table", "image", "text"] as const) {
      expect(names(kind, { augment: [] }).join()).not.toMatch(/augmentation|CutMix|EDA/u);
      expect(new Set(names(kind)).size).toBe(names(kind).length);
    }
  });

  it("calls steps of the user's own what they are", () => {
    for (const kind of ["table", "image", "text"] as const) {
      const own = names(kind, { augment: [{ mixup: 0.2 }] });
      expect(own).toContain("augmentation");
      expect(own.join()).not.toMatch(/CutMix|EDA/u);
    }
  });

  it("has rungs for rare classes below a fifth, and only there", async () => {
    const of = async (share: number): Promise<string[]> => {
      const rows = 200;
      const text = csv(["a", "b", "label"], rows, (row) => [
        (row * 37) % 101,
        row / 7,
        row % 100 < 100 * share ? "rare" : "common",
      ]);
      const prepared = await prepare({ data: write(`share ${share}.csv`, text), target: "label" }, 1);
      return ladder(situationOf(foldOf(prepared, 0))).map(({ name }) => name);
    };
    expect(await of(0.25)).not.toContain("class weights");
    const imbalanced = await of(0.15);
    expect(imbalanced).toEqual(expect.arrayContaining(["class weights", "SMOTE"]));
    const image = { rarest: { rows: 9, share: 0.2 } };
    expect(names("image", image)).toContain("class weights");
    expect(names("text", image)).toContain("class weights");
    expect(names("image", image)).not.toContain("SMOTE");
  });

  it("makes SMOTE fit the rows and the columns that there are", async () => {
    const stepOf = async (name: keyof typeof files): Promise<unknown> => {
      const prepared = await prepare({ data: files[name], ...targetOf(name) }, 1);
      const part = foldOf(prepared, 0);
      const rung = ladder(situationOf(part)).find((recipe) => recipe.name === "SMOTE");
      if (rung !== undefined) await part.source(rung);
      return rung?.augment;
    };
    expect(await stepOf("rare")).toEqual([{ smote: { k: 2 } }]);
    // Nothing but words: there is no row in between.
    expect(await stepOf("words2")).toBeUndefined();
    const gaps = csv(["a", "gaps", "label"], 200, (row) => [
      (row * 37) % 101,
      row % 9 === 0 ? "" : row,
      row % 10 < 1 ? "r" : "c",
    ]);
    const prepared = await prepare({ data: write("gaps.csv", gaps), target: "label" }, 1);
    const part = foldOf(prepared, 0);
    const rung = ladder(situationOf(part)).find((recipe) => recipe.name === "SMOTE")!;
    expect(rung.augment).toEqual([{ smotenc: { k: 5 } }]);
    await part.source(rung);
  });

  it("of images without convolutions has nothing that needs them", () => {
    const recipes = ladder({ kind: "image", isClassification: true }, { network: "mlp" });
    for (const { name, spatialDropout } of recipes) expect(spatialDropout, name).toBe(0);
    expect(recipes.map(({ name }) => name)).not.toContain("spatial dropout .2");
  });
});
