import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import type { Card } from "../../src/job/card.ts";
import { compare } from "../../src/job/compare.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import { predict, predictRows } from "../../src/job/predict.ts";
import { prepare } from "../../src/job/prepare.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { resume } from "../../src/job/resume.ts";
import type { CompareResult, FitOptions, FitResult } from "../../src/job/types.ts";
import { parseJournal } from "../../src/observe/index.ts";
import { decoded, idxFolder, pathList, pictureFolder, type Pictures, pixelsOf, scratch } from "./kinds.ts";
import { cardOfRun, classes, csv, errorOf } from "./make.ts";
import { inProcess } from "./queue.ts";

const { at, write } = scratch();
const COLOUR: Pictures = { rows: 60, classes: 3, side: 12, channels: 3 };
const GREY: Pictures = { rows: 60, classes: 3, side: 10, channels: 1 };
const AUGMENT: GivenRecipe["augment"] & {} = [
  "randomHorizontalFlip",
  { randomCrop: { padding: 1 } },
  { gaussianNoise: 0.05 },
];

const recipeOf = (change: Partial<GivenRecipe> = {}) =>
  resolveRecipe({
    name: "small",
    filters: [8],
    hidden: [16],
    epochs: 12,
    learningRate: 0.01,
    batchSize: 16,
    ...change,
  });
const runOf = (data: string, out: string, change: Partial<GivenRecipe> = {}, more: Partial<FitOptions> = {}) =>
  trainOne({ data, out: at(out), recipe: recipeOf(change), checkpointSeconds: 1e6, workers: 1, ...more });
const cardOf = ({ run }: FitResult): Promise<Card> => cardOfRun(run);

/** Probabilities of each row, [rows][classes]. */
async function predicted(run: string, data: string): Promise<{ labels: string[]; probabilities: number[][] }> {
  const { rows, columns } = await predictRows({ run, data });
  const of = columns.filter(({ name }) => name.startsWith("probability_"));
  return {
    labels: [...columns.find(({ name }) => name === "prediction")!.values] as string[],
    probabilities: Array.from({ length: rows }, (_, row) => of.map(({ values }) => values[row] as number)),
  };
}

let folder: string;
let digits: string;
let list: string;
const runs = {} as Record<"cnn" | "mlp" | "grey" | "value", FitResult>;
beforeAll(async () => {
  folder = await pictureFolder(at("colour"), COLOUR);
  digits = idxFolder(at("digits"), GREY);
  list = pathList(folder, COLOUR, "score", (row) => 100 + 10 * (row % 3) + (row % 7) / 10);
  runs.cnn = await runOf(folder, "cnn", { augment: AUGMENT });
  runs.mlp = await runOf(folder, "mlp", { network: "mlp", hidden: [16] });
  runs.grey = await runOf(digits, "grey", { network: "cnn", norm: "layer", spatialDropout: 0.1 });
  runs.value = await runOf(list, "value", { augment: AUGMENT, epochs: 16 }, { target: "score" });
}, 60_000);

describe("a network on images", () => {
  it("learns from a folder, from IDX files, and a number from a list of paths", async () => {
    for (const run of [runs.cnn, runs.mlp, runs.grey]) {
      expect(run.task).toBe("multiclass");
      expect(run.validation, run.run).toBeGreaterThan(0.8);
    }
    expect(runs.value).toMatchObject({ task: "regression" });
    expect(runs.value.validation).toBeLessThan(0.7 * runs.value.baseline);
    expect(await cardOf(runs.cnn)).toMatchObject({
      kind: "image",
      image: { version: 1, shape: [3, 12, 12] },
      target: "class",
    });
    expect(await cardOf(runs.grey)).toMatchObject({ kind: "image", image: { shape: [1, 10, 10] } });
  });

  it("takes a CSV of paths and classes as it takes their folder", async () => {
    const labels = pathList(await pictureFolder(at("listed"), COLOUR), COLOUR, "what", (row) => `class ${row % 3}`);
    const [own, listed] = [await prepare({ data: folder }, 1), await prepare({ data: labels }, 1)];
    expect([own.kind, listed.kind]).toEqual(["image", "image"]);
    expect(listed.task).toEqual(own.task);
    expect(listed.target.name).toBe("what");
    expect(listed.data.rows).toBe(60);
  });

  it("takes the column of paths that is named, and looks for it in new lists", async () => {
    const cells = (row: number) => [
      `class ${row % 3}/${(row + 3) % 60}.png`,
      `class ${row % 3}/${row}.png`,
      `class ${row % 3}`,
    ];
    writeFileSync(join(folder, "two.csv"), csv(["thumb", "photo", "what"], 60, cells).replaceAll(",", ";"));
    const data = join(folder, "two.csv");
    expect(await errorOf(prepare({ data, target: "what" }, 1))).toMatchObject({ code: "E273" });
    const { run } = await runOf(data, "named", { epochs: 1 }, { target: "what", image: "photo", delimiter: ";" });
    const { columns } = await predictRows({ run, data });
    expect(columns[0]!.values[5]).toBe("class 2/5.png");
    expect((await predictRows({ run, data: folder })).rows).toBe(60);
  });

  it("is told by the notices: size, classes, split, layers", async () => {
    const told: string[] = [];
    await trainOne({ data: folder, out: at("told"), recipe: recipeOf({ epochs: 1 }) }, (event) => {
      if (event.type === "notice") told.push(event.message);
    });
    expect(told.join("\n")).toMatch(/60 images in [\d.]+ s/u);
    expect(told.join("\n")).toMatch(/3 classes: class 0, class 1, class 2/u);
    expect(told.join("\n")).toMatch(/60\/20\/20 stratified/u);
  });

  it("refuses other data for what was trained on", async () => {
    const table = write("table.csv", classes(40));
    const error = await errorOf(predictRows({ run: runs.cnn.run, data: table }));
    expect(error.code).toMatch(/^E2/u);
    expect(await errorOf(predictRows({ run: runs.cnn.run, data: at("absent") }))).toMatchObject({ exitCode: 3 });
  });
});

describe("a fit that is killed and resumed", () => {
  it.each([
    [
      "images that are augmented",
      () => folder,
      { augment: [...AUGMENT, "mixup"], earlyStopping: true, epochs: 4, batchSize: 18 },
      {},
    ],
    ["a list of paths", () => list, { augment: AUGMENT, norm: "layer", epochs: 3, batchSize: 18 }, { target: "score" }],
  ] as const)("%s: ends at the weights of one that ran through", async (name, data, change, more) => {
    const options: FitOptions = {
      ...more,
      data: data(),
      recipe: recipeOf({ ...change, augment: [...change.augment] }),
      checkpointSeconds: 0,
      workers: 1,
    };
    const whole = await trainOne({ ...options, out: at(`${name} whole`) });
    const controller = new AbortController();
    const error = await errorOf(
      trainOne({ ...options, out: at(`${name} killed`), signal: controller.signal }, (event) => {
        if (event.type === "epoch" && event.epoch === 2) controller.abort();
      }),
    );
    expect(error).toMatchObject({ code: "E107" });
    const events: string[] = [];
    const result = await resume({ run: at(`${name} killed`) }, ({ type }) => events.push(type));
    expect(result.weights).toBe(whole.weights);
    expect(result).toEqual({ ...whole, run: result.run, seconds: result.seconds });
    expect(events.filter((type) => type === "epoch").length).toBeLessThan(whole.epochs);
    for (const file of ["model.onnx", "recipe.json", "model.safetensors"])
      expect(readFileSync(join(result.run, file)).equals(readFileSync(join(whole.run, file))), file).toBe(true);
    expect(parseJournal(readFileSync(join(result.run, "metrics.jsonl"))).records).toHaveLength(whole.epochs);
  });

  it("goes on where the images are now, and refuses others", async () => {
    const controller = new AbortController();
    const options: FitOptions = {
      data: folder,
      recipe: recipeOf({ augment: AUGMENT }),
      checkpointSeconds: 0,
      workers: 1,
    };
    await errorOf(
      trainOne({ ...options, out: at("moving"), signal: controller.signal }, (event) => {
        if (event.type === "epoch") controller.abort();
      }),
    );
    const other = await pictureFolder(at("others"), { ...COLOUR, rows: 57 });
    expect(await errorOf(resume({ run: at("moving"), data: other }))).toMatchObject({ code: "E846", exitCode: 8 });
    cpSync(folder, at("moved"), { recursive: true });
    expect((await resume({ run: at("moving"), data: at("moved") })).weights).toBe(runs.cnn.weights);
  });
});

describe("model.onnx", () => {
  /** Runs the exported model in a bare session on pixels as sharp decodes them. */
  async function bare(run: string, names: readonly string[], root: string, channels: 1 | 3) {
    const session = await InferenceSession.create(readFileSync(join(run, "model.onnx")), { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual(["pixels"]);
    const images = await Promise.all(names.map((name) => decoded(join(root, name), channels)));
    const side = Math.sqrt(images[0]!.length / channels);
    const pixels = new Uint8Array(images.length * images[0]!.length);
    for (const [i, image] of images.entries()) pixels.set(image, i * image.length);
    return session.run({ pixels: new Tensor("uint8", pixels, [images.length, side, side, channels]) });
  }

  it.each(["cnn", "mlp"] as const)("of a %s takes RGB pixels and says what predict says", async (name) => {
    const { columns } = await predictRows({ run: runs[name].run, data: folder });
    const files = columns[0]!.values as string[];
    const outputs = await bare(runs[name].run, files, folder, 3);
    const own = await predicted(runs[name].run, folder);
    expect([...(outputs["label"]!.data as unknown as string[])]).toEqual(own.labels);
    const probabilities = outputs["probabilities"]!.data as Float32Array;
    for (const [i, p] of own.probabilities.flat().entries()) expect(Math.abs(probabilities[i]! - p)).toBeLessThan(1e-5);
    expect(outputs["probabilities"]!.dims).toEqual([60, 3]);
    // One by one as well as together.
    const one = await bare(runs[name].run, files.slice(7, 8), folder, 3);
    expect((one["label"]!.data as unknown as string[])[0]).toBe(own.labels[7]);
  });

  it("takes grey pixels", async () => {
    const session = await InferenceSession.create(readFileSync(join(runs.grey.run, "model.onnx")), {
      logSeverityLevel: 3,
    });
    const all = Array.from({ length: GREY.rows }, (_, row) => [...pixelsOf(row, GREY)]).flat();
    const outputs = await session.run({ pixels: new Tensor("uint8", Uint8Array.from(all), [60, 10, 10, 1]) });
    const own = await predicted(runs.grey.run, digits);
    expect([...(outputs["label"]!.data as unknown as string[])]).toEqual(own.labels);
    const probabilities = outputs["probabilities"]!.data as Float32Array;
    for (const [i, p] of own.probabilities.flat().entries()) expect(Math.abs(probabilities[i]! - p)).toBeLessThan(1e-5);
  });

  it("tells a number in its own units", async () => {
    const { columns } = await predictRows({ run: runs.value.run, data: list });
    const [files, values] = [columns[0]!.values as string[], columns[1]!.values as Float32Array];
    const outputs = await bare(runs.value.run, files, folder, 3);
    const told = outputs["value"]!.data as Float32Array;
    for (const [i, value] of values.entries()) expect(Math.abs(told[i]! - value)).toBeLessThan(1e-5 * Math.abs(value));
  });
});

describe("predict", () => {
  it("names the images, and takes some without labels", async () => {
    const { columns, text } = await predict({ run: runs.cnn.run, data: folder, format: "csv" });
    expect(columns).toEqual([
      "image",
      "prediction",
      "probability_class 0",
      "probability_class 1",
      "probability_class 2",
    ]);
    expect(text!.split("\n")[1]).toMatch(/^class 0\/\d+\.png,/u);
    const plain = at("unlabelled");
    cpSync(join(folder, "class 1"), plain, { recursive: true });
    const { rows, columns: found } = await predictRows({ run: runs.cnn.run, data: plain });
    expect(rows).toBe(20);
    expect(found[0]!.values).toContain("1.png");
    const labels = found[1]!.values as string[];
    expect(labels.filter((label) => label === "class 1").length).toBeGreaterThan(14);
    writeFileSync(
      at("paths.csv"),
      `photo\n${[...(found[0]!.values as string[])].map((name) => `unlabelled/${name}`).join("\n")}\n`,
    );
    const listed = await predictRows({ run: runs.cnn.run, data: at("paths.csv") });
    expect(listed.columns[1]!.values).toEqual(labels);
  });

  it("brings images of another size and grey ones to those of the model", async () => {
    const { rows } = await predictRows({ run: runs.cnn.run, data: digits });
    expect(rows).toBe(60);
    const small = await pictureFolder(at("larger"), { ...COLOUR, rows: 6, side: 30 });
    expect((await predictRows({ run: runs.grey.run, data: small })).rows).toBe(6);
  });

  it("averages over augmented copies where asked: the same each time, apart from the plain prediction", async () => {
    const options = { run: runs.cnn.run, data: folder };
    const plain = await predictRows(options);
    const first = await predictRows({ ...options, tta: 3 });
    expect(await predictRows({ ...options, tta: 3 })).toEqual(first);
    expect(first.columns.map(({ name }) => name)).toEqual([
      ...plain.columns.map(({ name }) => name),
      ...plain.columns.slice(1).map(({ name }) => `tta_${name}`),
    ]);
    expect(first.columns.slice(0, plain.columns.length)).toEqual(plain.columns);
    const values = (from: typeof first, name: string): number[] => [
      ...(from.columns.find((column) => column.name === name)!.values as Float32Array),
    ];
    expect(values(first, "tta_probability_class 0")).not.toEqual(values(first, "probability_class 0"));
    const names = ["class 0", "class 1", "class 2"].map((name) => `tta_probability_${name}`);
    for (let row = 0; row < 60; row++)
      expect(names.reduce((sum, name) => sum + values(first, name)[row]!, 0)).toBeCloseTo(1, 5);
    expect(first.notices.map(({ message }) => message).join()).toContain(
      "3 copies by randomHorizontalFlip, randomCrop (padding 1), gaussianNoise 0.05",
    );
    // Steps that change nothing change nothing; others of the user's own do.
    const idle = await predictRows({ ...options, tta: 2, augment: [{ randomHorizontalFlip: { p: 0 } }] });
    for (const name of names)
      for (const [row, value] of values(idle, name).entries())
        expect(value).toBeCloseTo(values(idle, name.slice(4))[row]!, 6);
    const number = await predictRows({ run: runs.value.run, data: list, tta: 2 });
    expect(number.columns.map(({ name }) => name)).toEqual(["image", "prediction", "tta_prediction"]);
  });

  it("refuses copies that there are not: of a table, of mixed pairs, less than one", async () => {
    const table = write("rows.csv", classes(60));
    const { run } = await trainOne({
      data: table,
      target: "churn",
      out: at("table"),
      recipe: resolveRecipe({ name: "t", hidden: [4], epochs: 1 }),
    });
    expect(await errorOf(predictRows({ run, data: table, tta: 2 }))).toMatchObject({ code: "E138" });
    for (const tta of [-1, 0.5, Number.NaN, 2000])
      expect(await errorOf(predictRows({ run: runs.cnn.run, data: folder, tta })), String(tta)).toMatchObject({
        code: "E138",
      });
    expect(await errorOf(predictRows({ run: runs.cnn.run, data: folder, tta: 2, augment: ["mixup"] }))).toMatchObject({
      code: "E138",
    });
    expect(await errorOf(predictRows({ run: runs.cnn.run, data: folder, tta: 2, augment: ["eda"] }))).toMatchObject({
      code: "E136",
    });
  });
});

describe("compare on images", () => {
  let result: CompareResult;
  const told: string[] = [];
  beforeAll(async () => {
    const own = resolveRecipe({
      name: "mine",
      network: "mlp",
      hidden: [8],
      epochs: 1,
      augment: [{ oneOf: ["equalize", { randomRotation: 10 }] }],
    });
    result = await compare(
      {
        data: folder,
        out: at("compare"),
        seeds: 1,
        base: { filters: [4], hidden: [8], epochs: 1, batchSize: 36 },
        recipes: [own],
      },
      (event) => {
        if (event.type === "notice") told.push(event.message);
      },
      { queue: inProcess },
    );
  }, 60_000);

  it("tries the ladder of images, with augmentation that was audited, and each recipe of the user", () => {
    for (const { name, failed } of result.recipes) expect(failed, name).toBeUndefined();
    expect(result.recipes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["plain", "spatial dropout .2", "no batch norm", "all together", "mine"]),
    );
    expect(told.join("\n")).toContain("12×12×3 → 4c → 8-3, 1 epoch,");
  });

  it("exports the winner, which predicts images", async () => {
    const { rows, columns } = await predictRows({ run: result.run, data: folder });
    expect(rows).toBe(60);
    expect(columns[0]!.name).toBe("image");
    const session = await InferenceSession.create(readFileSync(join(result.run, "model.onnx")), {
      logSeverityLevel: 3,
    });
    expect(session.inputNames).toEqual(["pixels"]);
  });
});
