import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { parseCard } from "../../src/job/card.ts";
import { averagePredictions, joinTensors, meanScales, splitTensors } from "../../src/job/ensemble.ts";
import { predictRows } from "../../src/job/predict.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { chooseByOneError } from "../../src/job/tune/choose.ts";
import { goalOf, reaches } from "../../src/job/tune/goal.ts";
import { finalistsOf } from "../../src/job/tune/summary.ts";
import { foldsFor, tune } from "../../src/job/tune/tune.ts";
import type { TuneOptions } from "../../src/job/tune/types.ts";
import type { RecipeResult } from "../../src/job/types.ts";
import type { Row } from "../../src/decide/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { classes, errorOf, numbers, scratch } from "./make.ts";
import { rememberingQueue } from "./tuneQueue.ts";

const { at, write } = scratch();
/** One for each data set: a queue opens its data once. */
const opened = new Map<string, ReturnType<typeof rememberingQueue>>();
function queueOf(data: string) {
  const known = opened.get(data) ?? rememberingQueue();
  opened.set(data, known);
  return known.queue();
}
afterAll(async () => {
  for (const { close } of opened.values()) await close();
});

const COLUMNS = ["age", "income", "color"] as const;

/** What the stored model says of raw rows in a bare session. */
async function bare(run: string, csv: string): Promise<Record<string, Tensor>> {
  const lines = csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const session = await InferenceSession.create(readFileSync(join(run, "model.onnx")), { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(
    COLUMNS.map((name, i) => {
      const cells = lines.map((cell) => cell[i]!);
      if (name === "color") return [name, new Tensor("string", cells, [cells.length, 1])];
      const values = Float32Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell)));
      return [name, new Tensor("float32", values, [cells.length, 1])];
    }),
  );
  return (await session.run(feeds)) as Record<string, Tensor>;
}

const base = { epochs: 2, batchSize: 30 } as const;
const options = (data: string, out: string, more: Partial<TuneOptions> = {}): TuneOptions => ({
  ...{ data, target: "churn", out: at(out), workers: 1, trials: 2, reruns: 3, top: 1, folds: 1, base: { ...base } },
  ...more,
});

describe("the model that is kept", () => {
  it.each([
    ["classes", classes(90)],
    ["numbers", numbers(90)],
  ])("is all its networks in one file, which says what predict says: %s", async (name, csv) => {
    const data = write(`${name}.csv`, csv);
    // TabM with bins alone: its networks differ in their medians, bins and members.
    const own = { ...base, network: "tabm", members: 2, hidden: [6], numericEmbedding: "piecewiseLinear" } as const;
    const result = await tune(options(data, name, { base: { ...own, hidden: [6] } }), undefined, {
      queue: queueOf(data),
    });
    expect(result.test.exported.models).toBe(3);
    expect(result.test.exported.value).toBeCloseTo(result.test.winner.value, 10);
    const card = parseCard(readFileSync(join(at(name), "recipe.json"), "utf8"), "recipe.json");
    expect(card.others).toHaveLength(2);
    expect(new Set([card, ...card.others!].map(({ repeat }) => repeat)).size).toBe(3);
    const { columns, rows } = await predictRows({ run: at(name), data });
    const said = await bare(at(name), csv);
    const ours = columns.filter((column) => column.name !== "prediction" || name === "numbers");
    const theirs = (name === "numbers" ? said["value"] : said["probabilities"])!.data as Float32Array;
    const scale = name === "numbers" ? 100 : 1;
    for (let row = 0; row < rows; row++)
      for (const [c, { values }] of ours.entries())
        expect(Math.abs(Number(values[row]) - theirs[row * ours.length + c]!) / scale).toBeLessThan(1e-5);
    if (name === "classes") expect([...(said["label"]!.data as string[])]).toEqual([...columns[0]!.values]);
  });

  it("averages probabilities and values; tensors of networks are told apart by their names", () => {
    const targets = Float32Array.of(0, 1);
    const said = [Float32Array.of(0.2, 0.8, 0.6, 0.4), Float32Array.of(0.4, 0.6, 1, 0)].map(
      (probabilities) => ({ kind: "binary", rows: 2, classes: 2, probabilities, targets }) as const,
    );
    const mean = averagePredictions(said, undefined);
    expect(mean).toMatchObject({ kind: "binary" });
    const { probabilities } = mean as { probabilities: Float32Array };
    for (const [i, p] of [0.3, 0.7, 0.8, 0.2].entries()) expect(probabilities[i]).toBeCloseTo(p, 6);
    expect(
      meanScales([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([2, 3]);
    expect(meanScales([[1, 2], undefined])).toBeUndefined();
    const members = [1, 2, 3].map((x) => ({ "0.weight": { shape: [1], data: Float32Array.of(x) } }));
    expect(splitTensors(joinTensors(members), 3)).toEqual(members);
  });
});

describe("what ends and what chooses", () => {
  const auc = metricFor("binary", "auc");

  it("a goal ends the search, with the metric that it names", async () => {
    const data = write("goal.csv", classes(90));
    const { search, metric } = await tune(options(data, "goal", { trials: 9, goal: "accuracy >= 1%" }), undefined, {
      queue: queueOf(data),
    });
    expect(metric.name).toBe("accuracy");
    expect(search.ended).toBe("goal");
    expect(search.done).toBeLessThan(9);
  });

  it("a goal is refused that cannot be one", () => {
    const code = (goal: string, metric?: string): string => {
      try {
        goalOf({ goal, ...(metric === undefined ? {} : { metric }) }, "binary");
        return "none";
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code("auc>=.9")).toBe("none");
    expect(code("auc>=.9", "auc")).toBe("none");
    expect(code("auc<=.9")).toBe("E147");
    expect(code("logLoss>=.9")).toBe("E147");
    expect(code("auc>=.9, accuracy>=.8")).toBe("E147");
    expect(code("auc>=.9", "accuracy")).toBe("E147");
    expect(code("nonsense>=.9")).toBe("E120");
    expect(code("auc is high")).toBe("E163");
    expect(reaches(goalOf({ goal: "auc>=.9" }, "binary")!, 0.9)).toBe(true);
    expect(reaches(goalOf({ goal: "rmse<2" }, "regression")!, 2.1)).toBe(false);
  });

  it("a metric that nobody knows is refused before anything is trained", async () => {
    const data = write("metric.csv", classes(90));
    const refused = errorOf(tune(options(data, "metric", { metric: "acu" }), undefined, { queue: queueOf(data) }));
    expect(await refused).toMatchObject({ code: "E120" });
  });

  const result = (name: string, scores: readonly number[]): RecipeResult => ({
    ...{ name, train: 1, gap: 0, zeros: 0, epochs: 1 },
    validation: { mean: scores.reduce((a, b) => a + b, 0) / scores.length, se: 0 },
    scores: scores.map((validation, seed) => ({ seed, train: 1, validation })),
  });

  it("few rows: the smallest network that is within one standard error, and why is said", () => {
    const results = [
      result("large", [0.9, 0.8, 0.85, 0.88]),
      result("small", [0.89, 0.81, 0.84, 0.875]),
      result("bad", [0.8, 0.7, 0.75, 0.78]),
    ];
    const sizes: Readonly<Record<string, number>> = { large: 5000, small: 1200, bad: 10 };
    const of = { metric: auc, testFraction: 0.25, sizeOf: (name: string) => sizes[name]! };
    const chosen = chooseByOneError(results, of)!;
    expect(chosen.winner.name).toBe("small");
    expect(chosen.why).toContain("1,200 weights instead of the 5,000 of large");
    expect(chooseByOneError([results[0]!, results[2]!], of)).toEqual({ winner: results[0] });
    expect(chooseByOneError([{ ...result("none", [Number.NaN]), failed: "E403" }], of)).toBeUndefined();
  });

  it("few rows: repeated cross-validation and at most 50 trials, said so; many rows: fewer repeats", async () => {
    const data = write("few.csv", classes(90));
    const { trials: _, ...rest } = options(data, "few", { budgetSeconds: 1e4, goal: "auc>=.01" });
    const said: string[] = [];
    await tune(rest, (event) => event.type === "notice" && said.push(event.message), { queue: queueOf(data) });
    expect(said).toContainEqual(expect.stringMatching(/^few rows: 5-fold cross-validation/u));
    expect(said).toContainEqual(expect.stringContaining("50 trials"));
    expect([100, 600, 3000, 9000].map(foldsFor)).toEqual([5, 3, 2, 1]);
  });

  it("a final that is too long for its time takes the default and the best alone", () => {
    const row = (id: number, source: string, score: number): Row => ({
      ...{ id, source, values: {}, assignment: null, rival: null, outcomes: [], asked: [] },
      ...{ state: "done", scores: [score], score },
    });
    const rows = [row(0, "fixed plain", 0.7), row(1, "tpe", 0.9), row(2, "tpe", 0.8), row(3, "tpe", 0.85)];
    const of = { top: 3, reruns: 5, size: 1, secondsOf: () => 1 };
    expect(finalistsOf(rows, auc, of)).toEqual([0, 1, 3, 2]);
    expect(finalistsOf(rows, auc, { ...of, budgetSeconds: 40 })).toEqual([0, 1, 3]);
    expect(finalistsOf(rows, auc, { ...of, budgetSeconds: 1 })).toEqual([0, 1]);
  });
});

describe("recipes of one's own", () => {
  it("say TabM, embeddings and the rest, and refuse what is none", () => {
    const recipe = resolveRecipe({ name: "mine", network: "tabm", members: 4, numericEmbedding: "pbld", beta2: 0.95 });
    expect(recipe).toMatchObject({ members: 4, parametrization: "standard", monitor: "loss" });
    expect(() => resolveRecipe({ name: "mine", members: 1 })).toThrow(/members/u);
    expect(() => resolveRecipe({ name: "mine", numericEmbedding: "plr" })).toThrow(/numericEmbedding/u);
  });
});
