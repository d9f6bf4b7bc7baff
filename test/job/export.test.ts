import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { readOptionsOf, readTable, transform } from "../../src/data/index.ts";
import type { TableCard } from "../../src/job/card.ts";
import { exportOnnx } from "../../src/job/export.ts";
import { inputOf, lossOf, modelOf } from "../../src/job/model.ts";
import { foldOf, prepareTable } from "../../src/job/prepare.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { trainerOf } from "../../src/job/trial.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { createPredictor } from "../../src/train/predictor.ts";
import { trainLoop } from "../../src/train/loop.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime();
});
afterAll(() => runtime.dispose());

const folder = mkdtempSync(join(tmpdir(), "regularize-export-"));
const CITIES = Array.from({ length: 30 }, (_, i) => `city ${i}, "the ${i}th"`);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A table with missing numbers, missing words, a column of many levels, and a column called like an output. */
function table(rows: number, seed: number, words: readonly string[]): string {
  const random = randomOf(keyOf(seed));
  const lines = ["size,label,city,missing never,answer"];
  for (let i = 0; i < rows; i++) {
    const size = random.below(9) === 0 ? "" : (random.normal() * 1000).toFixed(2);
    const word = random.below(8) === 0 ? "" : words[random.below(words.length)]!;
    const city = CITIES[random.below(CITIES.length)]!;
    const value = random.uniform();
    const answer = value + Number(size) / 5000 + (word === "red" ? 1 : 0) > 0.7 ? "yes" : "no";
    lines.push([size, word, quoted(city), value.toFixed(4), answer].join(","));
  }
  return `${lines.join("\n")}\n`;
}

async function trained(
  path: string,
  target: string,
  change: object,
): Promise<{ card: TableCard; tensors: ReturnType<Awaited<ReturnType<typeof trainerOf>>["tensors"]> }> {
  const prepared = await prepareTable({ data: path, target, keep: ["city"] }, 1);
  const fold = foldOf(prepared, 0);
  const recipe = resolveRecipe({ name: "x", hidden: [16, 8], epochs: 3, ...change });
  const trainer = await trainerOf(recipe, fold, 1, runtime);
  const { train, validation, interpret } = fold;
  const metric = metricFor(fold.task.kind);
  for await (const _ of trainLoop({
    trainer,
    train,
    validation,
    interpret,
    metric,
    length: { epochs: 3 },
    batchSize: 32,
  }));
  const { task, scale, shape, input } = fold;
  const card: TableCard = {
    ...{
      v: 1,
      ...input,
      recipe,
      task,
      target,
      scale,
      shape,
      metric: metric.name,
      seed: 1,
      repeat: 0,
    },
    data: { name: "t.csv", sha256: "", rows: prepared.table.rows },
  };
  return { card, tensors: trainer.tensors() };
}

/** Predictions of the exported model in a bare ONNX Runtime session, fed the raw columns, beside our own. */
async function bothWays(card: TableCard, tensors: Awaited<ReturnType<typeof trained>>["tensors"], path: string) {
  const raw = await readTable(path, readOptionsOf(card.preprocessor));
  const session = await InferenceSession.create(exportOnnx(card, tensors), { logSeverityLevel: 3 });
  const columns = card.preprocessor.columns.map(({ name }) => raw.columns.find((c) => c.name === name)!);
  const feeds = Object.fromEntries(
    columns.map((column) => {
      if (column.kind === "numeric") return [column.name, new Tensor("float32", column.values, [raw.rows, 1])];
      if (column.kind !== "category") throw new Error(column.kind);
      const words = Array.from(column.codes, (code) => (code < 0 ? "" : column.levels[code]!));
      return [column.name, new Tensor("string", words, [raw.rows, 1])];
    }),
  );
  const outputs = await session.run(feeds);
  const { recipe, shape } = card;
  const problem = {
    model: modelOf(recipe, shape),
    loss: lossOf(recipe, shape),
    penalties: [],
    input: inputOf(shape),
    outputs: shape.outputs,
  };
  const rows = Int32Array.from({ length: raw.rows }, (_, i) => i);
  const x = transform(
    card.preprocessor,
    columns.map((c) => (c.kind === "text" ? expect.fail() : c)),
    rows,
  );
  return { outputs, own: await createPredictor(problem, tensors, runtime).predict(x, raw.rows), rows: raw.rows };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}

describe("model.onnx in a bare session", () => {
  const train = join(folder, "train.csv");
  const fresh = join(folder, "fresh.csv");
  writeFileSync(train, table(300, 1, ["red", "green", "blue"]));
  writeFileSync(fresh, table(200, 2, ["red", "green", "violet", "never seen"]));

  it("takes raw rows with missing and unknown values: classes", async () => {
    const { card, tensors } = await trained(train, "answer", { norm: "batch", dropout: 0.3, inputNoise: 0.1 });
    expect(card.shape).toMatchObject({ cardinalities: [32] });
    const { outputs, own, rows } = await bothWays(card, tensors, fresh);
    expect(Object.keys(outputs).toSorted()).toEqual(["predicted_label", "probabilities"]);
    const probabilities = outputs["probabilities"]!.data as Float32Array;
    expect(largestDifference(probabilities, own)).toBeLessThan(1e-5);
    const labels = outputs["predicted_label"]!.data as unknown as string[];
    const { classes } = card.task as { classes: readonly string[] };
    for (let row = 0; row < rows; row++) expect(labels[row]).toBe(classes[own[2 * row]! >= own[2 * row + 1]! ? 0 : 1]);
  });

  it("takes raw rows with missing and unknown values: a number, in its own units", async () => {
    const { card, tensors } = await trained(train, "missing never", { norm: "layer", activation: "gelu" });
    const { outputs, own } = await bothWays(card, tensors, fresh);
    const { mean, deviation } = card.scale;
    const values = outputs["value"]!.data as Float32Array;
    expect(
      largestDifference(
        values,
        own.map((v) => v * deviation + mean),
      ),
    ).toBeLessThan(1e-5);
  });

  it("runs one row as well as many", async () => {
    const { card, tensors } = await trained(train, "missing never", {});
    const one = join(folder, "one.csv");
    writeFileSync(one, "size,label,city,answer\n,,,\n1,red,nowhere,no\n");
    const { outputs, own } = await bothWays(card, tensors, one);
    expect(outputs["value"]!.dims).toEqual([2, 1]);
    expect(own.every(Number.isFinite)).toBe(true);
  });
});
