import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import type { Card } from "../../src/job/card.ts";
import { compare } from "../../src/job/compare.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import { predictRows } from "../../src/job/predict.ts";
import { prepare } from "../../src/job/prepare.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { resume } from "../../src/job/resume.ts";
import type { CompareResult, FitOptions, FitResult } from "../../src/job/types.ts";
import { scratch, texts } from "./kinds.ts";
import { cardOfRun, csv, errorOf } from "./make.ts";
import { inProcess } from "./queue.ts";

const { at, write } = scratch();
const reviews = write("reviews.csv", texts(120));
const scores = write("scores.csv", texts(120, "numbers"));

const recipeOf = (change: Partial<GivenRecipe> = {}) =>
  resolveRecipe({ name: "small", embedding: 8, hidden: [], epochs: 10, learningRate: 0.03, batchSize: 16, ...change });
const runOf = (data: string, out: string, change: Partial<GivenRecipe> = {}, more: Partial<FitOptions> = {}) =>
  trainOne({
    data,
    target: "label",
    out: at(out),
    recipe: recipeOf(change),
    checkpointSeconds: 1e6,
    workers: 1,
    ...more,
  });
const cardOf = ({ run }: FitResult): Promise<Card> => cardOfRun(run);

const runs = {} as Record<"embeddingBag" | "textCnn" | "tfidf" | "value", FitResult>;
beforeAll(async () => {
  runs.embeddingBag = await runOf(reviews, "bag", { augment: [{ eda: 0.1 }, "aeda"] });
  runs.textCnn = await runOf(reviews, "cnn", { network: "textCnn", dropout: 0.1, epochs: 6 });
  runs.tfidf = await runOf(reviews, "tfidf", { network: "tfidf", augment: [{ wordDropout: 0.1 }] });
  runs.value = await runOf(scores, "value", { epochs: 20 }, { target: "score" });
}, 60_000);

describe("a network on texts", () => {
  it("finds the column of texts and learns a class or a number from it", async () => {
    for (const name of ["embeddingBag", "textCnn", "tfidf"] as const) {
      expect(runs[name].task).toBe("binary");
      expect(runs[name].validation, name).toBeGreaterThan(0.85);
      expect(await cardOf(runs[name])).toMatchObject({ kind: "text", text: { column: "review" }, target: "label" });
    }
    expect(runs.value.task).toBe("regression");
    expect(runs.value.validation).toBeLessThan(0.6 * runs.value.baseline);
  });

  it("takes the column that is named, beside others, and tells what it does not learn from", async () => {
    const wide = csv(["id", "note", "words", "label"], 60, (row) => [
      row,
      `a note number ${row} of some words`,
      `${row % 2 === 0 ? "good lovely" : "bad poor"} thing ${["one", "two", "three"][row % 3]!} token${row}`,
      row % 2 === 0 ? "yes" : "no",
    ]);
    const data = write("wide.csv", wide);
    const prepared = await prepare({ data, target: "label", text: "words" }, 1);
    expect(prepared).toMatchObject({ kind: "text", column: "words" });
    expect(prepared.notices.map(({ message }) => message).join("\n")).toMatch(/not learned from: id, note/u);
    expect(await errorOf(prepare({ data, target: "label", text: "word" }, 1))).toMatchObject({
      code: expect.stringMatching(/^E2/u),
    });
    expect(await errorOf(prepare({ data, text: "words" }, 1))).toMatchObject({ code: "E112" });
    expect((await prepare({ data, target: "label", kind: "table", category: ["note"] }, 1)).kind).toBe("table");
  });

  it.each<[string, Partial<GivenRecipe>]>([
    ["a bag of words with EDA", { augment: [{ eda: { alpha: 0.2, copies: 2 } }, { wordDropout: 0.1 }], dropout: 0.2 }],
    ["words in their order", { network: "textCnn", augment: ["randomSwap"], norm: "batch", hidden: [8] }],
  ])("%s: killed and resumed, it ends at the same weights", async (name, change) => {
    const recipe = recipeOf({ ...change, epochs: 3, batchSize: 36 });
    const options: FitOptions = { data: reviews, target: "label", recipe, checkpointSeconds: 0, workers: 1 };
    const whole = await trainOne({ ...options, out: at(`${name} whole`) });
    const controller = new AbortController();
    const error = await errorOf(
      trainOne({ ...options, out: at(`${name} killed`), signal: controller.signal }, (event) => {
        if (event.type === "epoch" && event.epoch === 2) controller.abort();
      }),
    );
    expect(error).toMatchObject({ code: "E107" });
    const result = await resume({ run: at(`${name} killed`) });
    expect(result).toEqual({ ...whole, run: result.run, seconds: result.seconds });
    expect(readFileSync(join(result.run, "model.onnx")).equals(readFileSync(join(whole.run, "model.onnx")))).toBe(true);
  });
});

const ODD = [
  "",
  " ",
  "good",
  "GOOD, Great!!!",
  "don't you’ve it's",
  "naïve café Ünïcode",
  "日本語 の テキスト good",
  "🙂🙂 lovely 👍🏽",
  "a\nb\tc  d\u00a0e",
  "x".repeat(300),
  "bad ".repeat(400),
  "never-seen words zebra quagga",
  "1,000.5 12:30 3rd",
  "\"quoted\" 'single'",
];

describe("model.onnx", () => {
  it.each(["embeddingBag", "textCnn", "tfidf"] as const)(
    "of %s takes strings and says what predict says",
    async (name) => {
      const lines = [
        ...ODD,
        ...texts(30, "classes", 9)
          .split("\n")
          .slice(1, -1)
          .map((line) => line.slice(0, line.lastIndexOf(","))),
      ];
      const quoted = lines.map((line) => `"${line.replaceAll('"', '""')}"`);
      const data = write("new.csv", `other,review\n${quoted.map((line, i) => `${i},${line}`).join("\n")}\n`);
      const { rows, columns } = await predictRows({ run: runs[name].run, data });
      expect(rows).toBe(lines.length);
      const session = await InferenceSession.create(readFileSync(join(runs[name].run, "model.onnx")), {
        logSeverityLevel: 3,
      });
      expect(session.inputNames).toEqual(["review"]);
      const outputs = await session.run({ review: new Tensor("string", lines, [lines.length, 1]) });
      const labels = [...(outputs["label"]!.data as unknown as string[])];
      expect(labels).toEqual(columns[0]!.values);
      const probabilities = outputs["probabilities"]!.data as Float32Array;
      for (const [row, text] of lines.entries())
        for (const c of [0, 1])
          expect(Math.abs(probabilities[2 * row + c]! - (columns[1 + c]!.values[row] as number)), text).toBeLessThan(
            1e-5,
          );
      const alone = await session.run({ review: new Tensor("string", [lines[3]!], [1, 1]) });
      expect(Math.abs((alone["probabilities"]!.data as Float32Array)[0]! - probabilities[6]!)).toBeLessThan(1e-5);
    },
  );

  it("tells a number in its own units", async () => {
    const { columns } = await predictRows({ run: runs.value.run, data: scores });
    const lines = texts(120, "numbers")
      .split("\n")
      .slice(1, -1)
      .map((line) => line.slice(0, line.lastIndexOf(",")));
    const session = await InferenceSession.create(readFileSync(join(runs.value.run, "model.onnx")), {
      logSeverityLevel: 3,
    });
    const { value } = await session.run({ review: new Tensor("string", lines, [120, 1]) });
    for (const [row, own] of (columns[0]!.values as Float32Array).entries())
      expect(Math.abs((value!.data as Float32Array)[row]! - own)).toBeLessThan(1e-5 * Math.max(1, Math.abs(own)));
  });

  it.each(["x", "label"])("stands a column of texts that is called %s", async (column) => {
    const [, ...lines] = texts(80).split("\n");
    const data = write(`${column}.csv`, [`${column},answer`, ...lines].join("\n"));
    const { run } = await runOf(data, `column ${column}`, { epochs: 1 }, { target: "answer" });
    const session = await InferenceSession.create(readFileSync(join(run, "model.onnx")), { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual([column]);
    const outputs = await session.run({ [column]: new Tensor("string", ["good", "bad"], [2, 1]) });
    expect(Object.keys(outputs)).toHaveLength(2);
    expect(Object.keys(outputs)).not.toContain(column);
    const { columns } = await predictRows({ run, data });
    expect(columns.map(({ name }) => name).toSorted()).toEqual(["prediction", "probability_bad", "probability_good"]);
  });
});

describe("predict", () => {
  it("averages over augmented texts where asked: the same each time, apart from the plain prediction", async () => {
    const options = { run: runs.embeddingBag.run, data: reviews };
    const plain = await predictRows(options);
    const first = await predictRows({ ...options, tta: 2 });
    expect(await predictRows({ ...options, tta: 2 })).toEqual(first);
    expect(first.columns.map(({ name }) => name)).toEqual([
      ...plain.columns.map(({ name }) => name),
      ...plain.columns.map(({ name }) => `tta_${name}`),
    ]);
    expect(first.columns.slice(0, 3)).toEqual(plain.columns);
    expect(first.columns[4]!.values).not.toEqual(first.columns[1]!.values);
    expect(first.notices.at(-1)!.message).toContain("2 copies by eda 0.1, aeda");
    const own = await predictRows({ ...options, tta: 2, augment: [{ wordDropout: 0 }] });
    for (const [row, value] of (own.columns[4]!.values as Float32Array).entries())
      expect(value).toBeCloseTo(own.columns[1]!.values[row] as number, 6);
  });

  it("needs the column of texts", async () => {
    const data = write("without.csv", "comment\ngood film\n");
    expect(await errorOf(predictRows({ run: runs.tfidf.run, data }))).toMatchObject({
      code: expect.stringMatching(/^E2/u),
    });
  });
});

describe("compare on texts", () => {
  let result: CompareResult;
  const told: string[] = [];
  beforeAll(async () => {
    const own = [
      resolveRecipe({ name: "words", network: "tfidf", hidden: [], epochs: 2, threshold: "tuned" }),
      resolveRecipe({
        name: "order",
        network: "textCnn",
        embedding: 4,
        epochs: 1,
        augment: ["aeda"],
        threshold: "tuned",
      }),
    ];
    result = await compare(
      {
        data: reviews,
        target: "label",
        out: at("compare"),
        seeds: 1,
        base: { embedding: 4, hidden: [], epochs: 1, threshold: "tuned" },
        metric: "balancedAccuracy",
        recipes: own,
      },
      (event) => {
        if (event.type === "notice") told.push(event.message);
      },
      { queue: inProcess },
    );
  }, 60_000);

  it("tries the ladder of texts and each recipe of the user, on one split, with the words that each needs", () => {
    for (const { name, failed } of result.recipes) expect(failed, name).toBeUndefined();
    const names = result.recipes.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["plain", "word dropout .1", "all together", "words", "order"]));
    expect(names.join()).not.toMatch(/CutMix|spatial/u);
    expect(told.join("\n")).toMatch(/\d+ words → embeddingBag 4-2, 1 epoch,/u);
  });

  it("exports the winner, which predicts texts, with the factors by which it chooses labels", async () => {
    const { rows } = await predictRows({ run: result.run, data: reviews });
    expect(rows).toBe(120);
    expect((JSON.parse(readFileSync(join(result.run, "recipe.json"), "utf8")) as Card).scales).toHaveLength(2);
  });
});
