import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { averagePredictions, joinTensors, meanScales, splitTensors } from "../../src/job/ensemble.ts";
import { ablationOf } from "../../src/job/receipt/ofRun.ts";
import { predictRows } from "../../src/job/predict.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { finalOf, shortlistOf } from "../../src/job/tune/final/finalists.ts";
import { goalOf, reaches } from "../../src/job/tune/begin/goal.ts";
import { candidatesOf } from "../../src/job/tune/model/mix.ts";
import { receiptRepeats, receiptSeconds } from "../../src/job/tune/final/receipt.ts";
import { foldsFor } from "../../src/job/tune/begin/limits.ts";
import { tune } from "../../src/job/tune/tune.ts";
import type { TuneOptions } from "../../src/job/tune/types.ts";
import type { Row } from "../../src/decide/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { cardOfRun, classes, errorOf, numbers, scratch } from "./make.ts";
import { type Behaviour, rememberingQueue } from "./tuneQueue.ts";

const { at, write } = scratch();
/** One for each data set: a queue opens its data once. */
const opened = new Map<string, ReturnType<typeof rememberingQueue>>();
function queueOf(data: string, behaviour?: Behaviour) {
  const known = opened.get(data) ?? rememberingQueue();
  opened.set(data, known);
  return known.queue(behaviour);
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
    const models = result.test.exported.models!;
    expect(models).toBeGreaterThanOrEqual(4);
    expect(result.test.exported.value).toBeCloseTo(result.test.winner.value, 10);
    const card = await cardOfRun(at(name));
    expect(card.others).toHaveLength(models - 1);
    const all = [card, ...card.others!].map(({ repeat, recipe = card.recipe }) => `${recipe.name} ${repeat}`);
    expect(new Set(all).size).toBe(models);
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
    const { search, metric, receipt } = await tune(
      options(data, "goal", { trials: 9, goal: "accuracy >= 1%" }),
      undefined,
      {
        queue: queueOf(data),
      },
    );
    expect(metric.name).toBe("accuracy");
    expect(search.ended).toBe("goal");
    expect(search.done).toBeLessThan(9);
    // A receipt takes more trainings than this search.
    expect(receipt).toMatchObject({
      later: true,
      skipped: expect.stringMatching(/are more than the \d of the search/u),
    });
    expect(readFileSync(join(at("goal"), "report.html"), "utf8")).toContain("What each part of the winner brings");
    expect((await ablationOf(at("goal"))).first).toBe(4);
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

  it("few rows: repeated cross-validation and at most 50 trials, said so; many rows: fewer repeats", async () => {
    const data = write("few.csv", classes(90));
    const { trials: _, ...rest } = options(data, "few", { budgetSeconds: 8, goal: "auc>=.01" });
    const said: string[] = [];
    let ms = 0;
    const instead = (): undefined => {
      ms += 1000;
    };
    const queue = queueOf(data, { instead });
    await tune(rest, (event) => event.type === "notice" && said.push(event.message), { queue, now: () => ms });
    expect(said).toContainEqual(expect.stringMatching(/^few rows: 5-fold cross-validation/u));
    expect(said).toContainEqual(expect.stringContaining("50 trials"));
    expect([100, 600, 3000, 9000].map(foldsFor)).toEqual([5, 3, 2, 1]);
  });

  const row = (id: number, source: string, scores: readonly number[], state: Row["state"] = "done"): Row => ({
    ...{ id, source, values: {}, assignment: null, rival: null, outcomes: [], asked: [], state, scores },
    score: state === "done" ? scores.reduce((a, b) => a + b, 0) / scores.length : Number.NaN,
  });
  const of = { metric: auc, folds: 2, top: 3, reruns: 5, secondsOfAll: (all: readonly string[]) => all.length };

  it("a final that is too long for its time has fewer finalists, then fewer repeats, then those of the search", () => {
    const rows = [
      row(0, "tpe", [0.7, 0.75]),
      row(1, "fixed plain", [0.5], "pruned"),
      row(2, "tpe", [0.9, 0.9]),
      row(3, "tpe", [0.85, 0.8]),
    ];
    const at = (budgetSeconds: number) => finalOf(rows, { ...of, budgetSeconds });
    expect(finalOf(rows, of)).toEqual({ ids: [1, 2, 3, 0], repeats: [2, 3, 4, 5, 6], fresh: 5 });
    expect(at(60)).toEqual({ ids: [1, 2, 3], repeats: [2, 3, 4, 5, 6], fresh: 5 });
    expect(at(36)).toEqual({ ids: [1, 2, 3], repeats: [2, 3, 4], fresh: 3 });
    expect(at(24)).toEqual({ ids: [1, 2, 3], repeats: [0, 2, 3], fresh: 2 });
    // One alone has nobody to be compared with; the default is trained on the fold that it lacks, where there is time for that.
    expect(at(16)).toEqual({ ids: [1, 2, 3, 0], repeats: [0, 1], fresh: 0 });
    expect(at(1)).toEqual({ ids: [1, 2, 3, 0], repeats: [0], fresh: 0 });
  });

  it("of what was there before the search the best is judged too, however many samples look better", () => {
    const samples = [0.9, 0.88, 0.86].map((score, i) => row(4 + i, "tpe", [score, score]));
    const rows = [
      row(0, "fixed RealMLP", [0.7, 0.72]),
      row(1, "fixed plain", [0.8, 0.8]),
      row(2, "fixed TabM", [0.75, 0.75]),
      row(3, "fixed annealed", [0.95], "pruned"),
      ...samples,
    ];
    const ids = (all: readonly Row[], k: number) => shortlistOf(all, auc, k).map(({ id }) => id);
    expect(ids(rows, 3)).toEqual([4, 5, 2]);
    expect(ids(rows, 2)).toEqual([4, 2]);
    expect(ids(rows, 1)).toEqual([4]);
    expect(ids(rows, 6)).toEqual([4, 5, 6, 1, 2, 0]);
    // The default is no such recipe, and there may be none.
    expect(ids([rows[1]!, ...samples], 2)).toEqual([4, 5]);
    // Whatever the final has room for.
    const at = (budgetSeconds: number) => finalOf(rows, { ...of, budgetSeconds }).ids;
    expect(finalOf(rows, of).ids).toEqual([1, 4, 5, 2]);
    expect(at(60)).toEqual([1, 4, 2]);
    expect(at(1)).toEqual([1, 4, 5, 2]);
  });

  it("may be averaged with the winner: the best that have three of its repeats, or as many as it has", () => {
    const rows = [
      row(0, "tpe", [0.9, 0.8, 0.85, 0.88]),
      row(1, "tpe", [0.89, 0.81, 0.84], "running"),
      row(2, "tpe", [0.99, 0.99], "running"),
      row(3, "tpe", [0.8, 0.7, 0.75, 0.78]),
    ];
    const repeatsOf = ({ scores }: Row): number[] => [...scores.keys()];
    const told = (winner: Row) => {
      const { rows: those, repeats } = candidatesOf(winner, [rows[2]!, rows[0]!, rows[1]!, rows[3]!], repeatsOf);
      return [those.map(({ id }) => id), repeats];
    };
    expect(told(rows[0]!)).toEqual([
      [0, 1, 3],
      [0, 1, 2],
    ]);
    expect(told(rows[2]!)).toEqual([
      [2, 0, 1, 3],
      [0, 1],
    ]);
    // Rather two of its repeats than nobody.
    const alone = candidatesOf(rows[0]!, [rows[2]!], repeatsOf);
    expect([alone.rows.map(({ id }) => id), alone.repeats]).toEqual([
      [0, 2],
      [0, 1],
    ]);
  });

  it("a trial that time has ended is judged by the folds that it has", () => {
    const rows = [row(0, "fixed plain", [0.5, 0.9]), row(1, "tpe", [0.6], "running"), row(2, "tpe", [], "running")];
    expect(finalOf(rows, { ...of, top: 1, reruns: 1 })).toEqual({ ids: [0, 1], repeats: [2], fresh: 1 });
    expect(finalOf([row(0, "fixed plain", [0.5], "failed")], of).ids).toEqual([]);
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

describe("the receipt of the winner", () => {
  const costs = { parts: 4, fresh: 5, most: 5, seconds: 2, size: 2 };

  it("is of as many repeats as there is room for, and of none rather than of two", () => {
    // 4 parts on 5 repeats: 20 trainings, ten of them after each other.
    expect(receiptRepeats(costs, (seconds) => seconds <= 20)).toBe(5);
    expect(receiptRepeats(costs, (seconds) => seconds < 20)).toBe(4);
    expect(receiptRepeats({ ...costs, most: 2 }, () => true)).toBe(3);
    expect(receiptRepeats(costs, (seconds) => seconds < 12)).toBeUndefined();
    // What the final has not trained of the winner comes on top.
    const trainings: number[] = [];
    receiptRepeats({ ...costs, fresh: 0 }, (_, n) => trainings.push(n) < 0);
    expect(trainings).toEqual([25, 20, 15]);
  });

  it("keeps a share of the budget, or nothing where that is too little", () => {
    expect(receiptSeconds(costs, 300)).toBe(20);
    expect(receiptSeconds(costs, 130)).toBe(12);
    expect(receiptSeconds(costs, 100)).toBe(0);
    expect(receiptSeconds({ ...costs, parts: 0 }, 300)).toBe(0);
  });
});
