import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fold as foldKey, keyOf, randomOf } from "../../src/core/index.ts";
import type { Card } from "../../src/job/card.ts";
import { fit as trainOne } from "../../src/job/fit.ts";
import { predictRows } from "../../src/job/predict.ts";
import { type Fold, foldOf, prepare, type Prepared } from "../../src/job/prepare.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { predictTrial, runTrial, type Trial } from "../../src/job/trial.ts";
import type { FitEvent } from "../../src/job/types.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";
import { crossFittedScales } from "../../src/train/balance/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { scratch, texts } from "./kinds.ts";
import { csv, errorOf, numbers } from "./make.ts";

const { at, write } = scratch();

/** Classes that overlap: a tenth of rows is rare, 6 in 10 common, the rest neither. */
function uneven(rows: number, seed = 1): string {
  const random = randomOf(keyOf(seed));
  return csv(["a", "b", "label"], rows, (row) => {
    const label = row % 10 === 0 ? "rare" : row % 10 < 4 ? "middle" : "common";
    const [x, y] = { rare: [1.2, 1], middle: [-1, 0.8], common: [0, 0] }[label] as [number, number];
    return [(x + random.normal()).toFixed(4), (y + random.normal()).toFixed(4), label];
  });
}
const data = write("uneven.csv", uneven(300));
const recipeOf = (change: Partial<GivenRecipe> = {}) =>
  resolveRecipe({ name: "mine", hidden: [8], epochs: 12, learningRate: 0.01, ...change });

let runtime: Runtime;
let prepared: Prepared;
let part: Fold;
beforeAll(async () => {
  runtime = await createRuntime({ threads: 1 });
  prepared = await prepare({ data, target: "label" }, 4);
  part = foldOf(prepared, 0);
});
afterAll(() => runtime.dispose());

const train = (change: Partial<GivenRecipe>, metric = "balancedAccuracy", of = part): Promise<Trial> =>
  runTrial(recipeOf(change), of, { seed: 1, metric, runtime });
const said = (change: Partial<GivenRecipe>, trial: Trial, examples: Fold["train"]) =>
  predictTrial(recipeOf(change), part, { seed: 1, runtime }, { state: trial.state }, examples);

describe("class weights", () => {
  it.each(["none", "balanced", "squareRoot"] as const)(
    "%s: the loss is that of the formula, in training and validation",
    async (classWeights) => {
      const change = { classWeights, learningRate: 1e-30, epochs: 1 };
      const trial = await train(change);
      const classes = part.shape.outputs;
      const counts = Array.from({ length: classes }, (_, c) =>
        part.train.y.filter((_v, i) => i % classes === c).reduce((a, b) => a + b, 0),
      );
      const raw = counts.map((n) =>
        classWeights === "none" ? 1 : classWeights === "balanced" ? 1 / n : 1 / Math.sqrt(n),
      );
      for (const side of ["train", "validation"] as const) {
        const predictions = await said(change, trial, part[side]);
        if (predictions.kind === "regression") throw new Error("classes");
        let [loss, total] = [0, 0];
        for (const [row, target] of predictions.targets.entries()) {
          loss -= raw[target]! * Math.log(predictions.probabilities[row * classes + target]!);
          total += raw[target]!;
        }
        expect(trial.history[0]![side].loss).toBeCloseTo(loss / total, 5);
      }
    },
  );

  it("make the network say rare classes more often, by half as much with square roots", async () => {
    const share = async (classWeights: "none" | "balanced" | "squareRoot"): Promise<number> => {
      const predictions = await said({ classWeights }, await train({ classWeights }), part.validation);
      if (predictions.kind === "regression" || part.task.kind === "regression") throw new Error("classes");
      const rare = part.task.classes.indexOf("rare");
      return predictions.probabilities.reduce((sum, p, i) => sum + (i % 3 === rare ? p : 0), 0) / predictions.rows;
    };
    const [none, root, balanced] = [await share("none"), await share("squareRoot"), await share("balanced")];
    expect(root).toBeGreaterThan(1.3 * none);
    expect(balanced).toBeGreaterThan(1.3 * root);
  });
});

describe("a tuned threshold", () => {
  it("is scored on validation rows that did not choose it", async () => {
    const plain = await train({});
    const tuned = await train({ threshold: "tuned" });
    expect(tuned.state).toEqual(plain.state);
    const predictions = await said({}, plain, part.validation);
    if (predictions.kind === "regression") throw new Error("classes");
    const own = crossFittedScales({
      predictions,
      metric: metricFor("multiclass", "balancedAccuracy"),
      key: foldKey(keyOf(1), "threshold"),
    });
    expect(tuned).toMatchObject({ scales: own.scales, validation: own.score });
    expect(tuned.validation).toBeGreaterThan(plain.validation);
    expect(tuned.validation).toBeLessThanOrEqual(own.naive);
  });

  it("goes with the model: its labels, not its probabilities, and the sealed test's score", async () => {
    const result = await trainOne({
      data,
      target: "label",
      out: at("tuned"),
      seed: 4,
      metric: "balancedAccuracy",
      recipe: recipeOf({ threshold: "tuned" }),
      workers: 1,
    });
    const card = JSON.parse(readFileSync(join(result.run, "recipe.json"), "utf8")) as Card;
    const scales = card.scales!;
    expect(scales).toHaveLength(3);
    expect(scales.reduce((a, b) => a * b, 1)).toBeCloseTo(1, 6);
    const { rows, columns } = await predictRows({ run: result.run, data });
    const { classes } = card.task as { classes: readonly string[] };
    const p = (row: number): number[] => classes.map((_, c) => columns[1 + c]!.values[row] as number);
    const best = (values: readonly number[]): string => classes[values.indexOf(Math.max(...values))]!;
    const labels = columns[0]!.values as string[];
    let moved = 0;
    for (let row = 0; row < rows; row++) {
      expect(labels[row]).toBe(best(p(row).map((v, c) => v * scales[c]!)));
      if (labels[row] !== best(p(row))) moved++;
      expect(p(row).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
    expect(moved).toBeGreaterThan(10);
    // Mean recall over the classes, of the sealed rows.
    const target = uneven(300)
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(",")[2]!);
    const recalls = classes.map((name) => {
      const own = Array.from(prepared.test).filter((row) => target[row] === name);
      return own.filter((row) => labels[row] === name).length / own.length;
    });
    expect(result.test.value).toBeCloseTo(recalls.reduce((a, b) => a + b, 0) / 3, 9);
    // The exported model says the same.
    const session = await InferenceSession.create(readFileSync(join(result.run, "model.onnx")), {
      logSeverityLevel: 3,
    });
    const cells = uneven(300)
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(",").map(Number));
    const column = (i: number): Tensor =>
      new Tensor(
        "float32",
        Float32Array.from(cells, (row) => row[i]!),
        [300, 1],
      );
    const outputs = await session.run({ a: column(0), b: column(1) });
    expect([...(outputs["label"]!.data as unknown as string[])]).toEqual(labels);
    const probabilities = outputs["probabilities"]!.data as Float32Array;
    for (let row = 0; row < rows; row++)
      for (const [c, value] of p(row).entries())
        expect(Math.abs(probabilities[3 * row + c]! - value)).toBeLessThan(1e-5);
  });

  it("is told to be idle where the metric minds no labels, or there are no classes", async () => {
    const told: FitEvent[] = [];
    const recipe = recipeOf({ threshold: "tuned", epochs: 1 });
    const { run } = await trainOne(
      {
        data: write("two.csv", texts(60)),
        target: "label",
        metric: "auc",
        out: at("idle"),
        recipe: { ...recipe, name: "idle" },
      },
      (event) => told.push(event),
    );
    expect(JSON.parse(readFileSync(join(run, "recipe.json"), "utf8"))).not.toHaveProperty("scales");
    const idle = {
      topic: "warning",
      message: expect.stringMatching(/^idle: threshold "tuned" changes nothing: .*--metric balancedAccuracy/u),
    };
    expect(told).toContainEqual(expect.objectContaining(idle));
    const none = { ...recipe, classWeights: "balanced" as const, labelSmoothing: 0.1 };
    told.length = 0;
    await trainOne(
      { data: write("numbers.csv", numbers(60)), target: "churn", out: at("none"), recipe: none },
      (event) => told.push(event),
    );
    const messages = told.flatMap((event) =>
      event.type === "notice" && event.topic === "warning" ? [event.message] : [],
    );
    expect(messages.filter((message) => message.includes("regression has no classes"))).toHaveLength(3);
  });

  it("needs two validation rows of each class", async () => {
    const few = write(
      "few.csv",
      csv(["a", "label"], 60, (row) => [((row * 37) % 61) / 2, row < 5 ? "rare" : row % 2 === 0 ? "one" : "two"]),
    );
    const error = await errorOf(
      trainOne({
        data: few,
        target: "label",
        out: at("few"),
        metric: "balancedAccuracy",
        recipe: recipeOf({ threshold: "tuned" }),
      }),
    );
    expect(error).toMatchObject({ code: "E347", where: "threshold", received: 'one row of "rare"' });
  });
});

describe("how long a resampled table is trained", () => {
  it("as many steps as the plain one, told by the epochs that there are", async () => {
    const enough = new Error("enough");
    const lengths: [number, number][] = [];
    for (const augment of [[], ["smote"], [{ randomUnderSampler: 0.5 }]]) {
      const recipe = recipeOf({ augment, epochs: 0, batchSize: 4 });
      const rows = (await part.source(recipe))?.rows ?? part.train.rows;
      const onEpoch = (_: unknown, epochs: number): void => {
        lengths.push([rows, epochs]);
        throw enough;
      };
      const trial = runTrial(recipe, part, { seed: 1, metric: "accuracy", runtime, onEpoch });
      await expect(trial).rejects.toBe(enough);
    }
    // About 3,000 steps of 4 rows each.
    expect(lengths).toEqual([
      [180, Math.round(3000 / 45)],
      [324, Math.round(3000 / 81)],
      [90, 100],
    ]);
  });
});
