import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readCard } from "../../src/job/card.ts";
import { compare } from "../../src/job/compare.ts";
import { ladder } from "../../src/job/ladder.ts";
import { runOrders } from "../../src/job/queue/pool.ts";
import { predictRows } from "../../src/job/predict.ts";
import { prepare } from "../../src/job/prepare.ts";
import { resolveRecipe } from "../../src/job/recipe.ts";
import { budgetTooSmall } from "../../src/job/queue/trials.ts";
import type { CompareEvent, CompareOptions, CompareResult } from "../../src/job/types.ts";
import { decodeSafetensors, openRun, parseJournal } from "../../src/observe/index.ts";
import { auc } from "../../src/train/metrics/index.ts";
import type { Queue } from "../../src/job/queue/queue.ts";
import { classes, coins, errorOf, numbers, scratch } from "./make.ts";
import { inProcess } from "./queue.ts";

const CLASSES = { kind: "table", isClassification: true } as const;
const NUMBERS = { kind: "table", isClassification: false } as const;

const { folder, at, write } = scratch();
const files = {
  classes: write("classes.csv", classes()),
  numbers: write("numbers.csv", numbers()),
  coins: write("coins.csv", coins()),
};
const optionsOf = (data: string, out: string, more: Partial<CompareOptions> = {}): CompareOptions => ({
  ...{ data, target: "churn", out: at(out), seeds: 2, workers: 2 },
  ...{ base: { epochs: 3, hidden: [8] }, ...more },
});

async function run(
  options: CompareOptions,
  queue: Queue = inProcess,
): Promise<{ result: CompareResult; events: CompareEvent[] }> {
  const events: CompareEvent[] = [];
  const result = await compare(options, (event) => events.push(event), { queue });
  return { result, events };
}

/** The result without its place and its duration. */
const numbersOf = ({ run: _run, seconds: _seconds, ...rest }: CompareResult): object => rest;
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const score = z.number().nullable();
const interval = z.strictObject({ value: score, low: score, high: score });
/** What programs read: at least these fields, and of these types. */
const contract = z.looseObject({
  v: z.literal(1),
  type: z.literal("result"),
  task: z.enum(["binary", "multiclass", "regression"]),
  metric: z.looseObject({ name: z.string(), better: z.enum(["higher", "lower"]) }),
  recipes: z.array(
    z.looseObject({
      name: z.string(),
      train: score,
      validation: z.strictObject({ mean: score, se: score }),
      gap: score,
      effect: z.strictObject({ mean: score, low: score, high: score, p: score }).optional(),
    }),
  ),
  winner: z.string(),
  test: z.looseObject({ winner: interval, plain: interval }),
  run: z.string(),
});

const metricsOf = ({ run: path }: CompareResult): readonly Readonly<Record<string, unknown>>[] =>
  parseJournal(readFileSync(join(path, "metrics.jsonl"))).records;

let classed: Awaited<ReturnType<typeof run>>;
let numbered: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  classed = await run(optionsOf(files.classes, "classes"), runOrders);
  const wild = resolveRecipe({ name: "wild", optimizer: "sgd", learningRate: 1000, hidden: [8, 8], epochs: 20 });
  numbered = await run(optionsOf(files.numbers, "numbers", { recipes: [wild] }));
}, 60_000);

describe("the result of a comparison", () => {
  it("has every field that programs are promised", () => {
    for (const { result } of [classed, numbered]) {
      contract.parse(json(result));
      const names = result.recipes.map(({ name }) => name);
      expect(names[0]).toBe("plain");
      for (const { name, effect, failed } of result.recipes)
        expect(effect === undefined, name).toBe(name === "plain" || failed !== undefined);
      expect(names).toContain(result.winner);
      expect(Object.values(result.rows)).toEqual([120, 40, 40]);
      expect(result.test.rows).toBe(40);
    }
    expect(classed.result).toMatchObject({ task: "binary", metric: { name: "auc", better: "higher" }, baseline: 0.5 });
    expect(numbered.result).toMatchObject({ task: "regression", metric: { name: "rmse", better: "lower" } });
  });

  it("takes the gap of the kept model apart, in the result and in the report", () => {
    for (const { result } of [classed, numbered]) {
      const { kept } = result.findings!;
      const terms = Object.values(kept.terms).reduce((a: number, b: number) => a + b, 0);
      expect(kept.naive.train - kept.honest.train).toBeCloseTo(terms, 9);
      const of = metricsOf(result).find(
        ({ recipe, repeat, epoch }) =>
          recipe === result.winner && repeat === result.test.exported.seed && epoch === kept.epoch,
      );
      expect(of).toMatchObject({ validation: { loss: kept.honest.validation } });
      const report = readFileSync(join(result.run, "report.html"), "utf8");
      expect(report.match(/The gap, itemized/gu)).toHaveLength(1);
      expect(report).toContain(`repeat ${result.test.exported.seed}: the model that is kept.`);
      expect(report).not.toContain("Where it overfits more");
    }
  });

  it("holds the ladder in order, and only finished repeats", () => {
    expect(classed.result.recipes.map(({ name }) => name)).toEqual(ladder(CLASSES).map(({ name }) => name));
    expect(numbered.result.recipes.map(({ name }) => name)).toEqual([
      ...ladder(NUMBERS).map(({ name }) => name),
      "wild",
    ]);
    for (const { scores, failed } of classed.result.recipes) {
      expect(failed).toBeUndefined();
      expect(scores.map(({ seed }) => seed)).toEqual([0, 1]);
    }
  });

  it("means, gaps and effects follow from the scores of the repeats", () => {
    for (const { result } of [classed, numbered]) {
      const sign = result.metric.better === "higher" ? 1 : -1;
      const [plain, ...others] = result.recipes.filter(({ failed }) => failed === undefined);
      const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
      for (const recipe of [plain!, ...others]) {
        const [train, validation] = [
          mean(recipe.scores.map((s) => s.train)),
          mean(recipe.scores.map((s) => s.validation)),
        ];
        expect(recipe.validation.mean).toBeCloseTo(validation, 9);
        expect(recipe.gap).toBeCloseTo(sign * (train - validation), 9);
        if (recipe !== plain) expect(recipe.effect!.mean).toBeCloseTo(validation - plain!.validation.mean, 9);
      }
      const best = Math.max(...[plain!, ...others].map(({ validation }) => sign * validation.mean));
      const winner = result.recipes.find(({ name }) => name === result.winner)!;
      expect(sign * winner.validation.mean).toBe(best);
    }
  });

  it("a recipe that diverges is a row without numbers, and the others go on", () => {
    const { result, events } = numbered;
    const wild = result.recipes.at(-1)!;
    expect(wild.failed).toMatch(/^E403 .*became .* at epoch \d+, step \d+ \(lr 1000\)$/u);
    expect(json(wild)).toMatchObject({ train: null, validation: { mean: null, se: null }, gap: null });
    expect(result.recipes.filter(({ failed }) => failed !== undefined)).toHaveLength(1);
    const failures = events.filter((event) => event.type === "trial" && event.status === "failed");
    expect(failures).toHaveLength(2);
    for (const failure of failures) expect(failure).toMatchObject({ recipe: "wild", error: { code: "E403" } });
    expect(result.winner).not.toBe("wild");
  });

  it("targets without any signal are called so", async () => {
    const { result } = await run(optionsOf(files.coins, "coins", { seeds: 5 }));
    expect(result.conclusion).toMatch(/^no signal/u);
  });
});

describe("events", () => {
  it("notices first, then a trial at a time, the result last", () => {
    for (const { events, result } of [classed, numbered]) {
      const kinds = events.map(({ type }) => type);
      expect(kinds.join()).toMatch(/^(?:notice,)+(?:trial,)+result$/u);
      expect(events.at(-1)).toBe(result);
      const trials = events.filter((event) => event.type === "trial");
      expect(trials.map(({ done }) => done)).toEqual(trials.map((_, i) => i + 1));
      expect(new Set(trials.map(({ total }) => total))).toEqual(new Set([trials.length]));
      expect(trials).toHaveLength(2 * result.recipes.length);
      expect(new Set(trials.map(({ recipe, seed }) => `${recipe} ${seed}`)).size).toBe(trials.length);
      for (const event of events) expect(event.v).toBe(1);
    }
  });

  it("tell every trial's own scores", () => {
    for (const event of classed.events)
      if (event.type === "trial") {
        const { scores } = classed.result.recipes.find(({ name }) => name === event.recipe)!;
        expect(scores[event.seed]).toEqual({ seed: event.seed, train: event.train, validation: event.validation });
      }
  });

  it("say what was chosen, with the flag that changes it", () => {
    const messages = classed.events.flatMap((event) => (event.type === "notice" ? [event.message] : [])).join("\n");
    for (const part of [
      "200 × 4",
      "binary, yes",
      "metric AUC ↑",
      "--metric",
      "60/20/20 stratified",
      "--split",
      "--hidden",
      "income: ",
    ])
      expect(messages).toContain(part);
  });
});

describe("the run folder", () => {
  it("is whole, and its result is the one that was returned", async () => {
    const opened = await openRun(classed.result.run);
    await opened.verify();
    expect(Object.keys(opened.manifest.files).toSorted()).toEqual([
      ...["inputs.json", "metrics.jsonl", "model.onnx", "model.safetensors"],
      ...["recipe.json", "report.html", "result.json"],
    ]);
    expect(readdirSync(classed.result.run).toSorted()).toEqual(
      [...Object.keys(opened.manifest.files), "events.jsonl", "manifest.json"].toSorted(),
    );
    const stored: unknown = JSON.parse(await opened.readText("result.json"));
    expect(stored).toEqual(json({ ...classed.result, run: basename(classed.result.run) }));
  });

  it("keeps every epoch of every trial", async () => {
    const opened = await openRun(classed.result.run);
    const { records, bad } = parseJournal(await opened.read("metrics.jsonl"));
    expect(bad).toEqual([]);
    expect(records).toHaveLength(classed.result.recipes.length * 2 * 3);
    for (const { recipe, repeat, epoch, train, validation } of records) {
      expect(classed.result.recipes.map(({ name }) => name)).toContain(recipe);
      expect([repeat, epoch].every(Number.isInteger)).toBe(true);
      expect(Object.keys(train as object)).toEqual(Object.keys(validation as object));
    }
  });

  it("the model is the winner's: the test score that is told of it can be had from it", async () => {
    const opened = await openRun(classed.result.run);
    const card = await readCard(opened);
    expect(card).toMatchObject({ target: "churn", recipe: { name: classed.result.winner }, metric: "auc", seed: 42 });
    expect(card.repeat).toBe(classed.result.test.exported.seed);
    const { columns } = await predictRows({ run: classed.result.run, data: files.classes });
    const prepared = await prepare({ data: files.classes, target: "churn" }, 42);
    const yes = columns.find(({ name }) => name === "probability_yes")!.values as Float32Array;
    const { target } = prepared;
    if (target.kind !== "category") expect.fail();
    const value = auc.score({
      ...{ kind: "binary", rows: prepared.test.length, classes: 2 },
      targets: Float32Array.from(prepared.test, (row) => (target.levels[target.codes[row]!] === "yes" ? 1 : 0)),
      probabilities: Float32Array.from([...prepared.test].flatMap((row) => [1 - yes[row]!, yes[row]!])),
    });
    expect(value).toBeCloseTo(classed.result.test.exported.value, 9);
  });

  it("model.onnx runs in a bare session; model.safetensors holds finite weights", async () => {
    for (const { result } of [classed, numbered]) {
      const session = await InferenceSession.create(join(result.run, "model.onnx"));
      expect(session.inputNames.toSorted()).toEqual(["age", "color", "income"]);
      await session.release();
      const { tensors } = decodeSafetensors(readFileSync(join(result.run, "model.safetensors")));
      for (const { data } of Object.values(tensors)) expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it("names nobody's folders", () => {
    for (const name of readdirSync(classed.result.run))
      expect(readFileSync(join(classed.result.run, name), "latin1"), name).not.toContain(folder);
  });
});

describe("the same comparison again", () => {
  it("this process gives what two others gave; another seed gives something else", async () => {
    const again = await run(optionsOf(files.classes, "again"));
    expect(numbersOf(again.result)).toEqual(numbersOf(classed.result));
    for (const name of ["model.safetensors", "recipe.json", "model.onnx"])
      expect(readFileSync(join(again.result.run, name)), name).toEqual(readFileSync(join(classed.result.run, name)));
    const other = await run(optionsOf(files.classes, "other", { seed: 43, seeds: 1 }));
    expect(other.result.recipes[0]!.scores[0]).not.toEqual(classed.result.recipes[0]!.scores[0]);
  });
});

describe("what stops a comparison", () => {
  const refused = async (options: CompareOptions) => {
    const events: CompareEvent[] = [];
    const before = readdirSync(folder);
    const error = await errorOf(compare(options, (event) => events.push(event), { queue: inProcess }));
    expect(readdirSync(folder)).toEqual(before);
    return { error, trials: events.filter(({ type }) => type === "trial").length };
  };

  it("a budget that is not enough for one repeat: E105 with one that is", async () => {
    const { error, trials } = await refused(optionsOf(files.classes, "budget", { budgetSeconds: 0.001 }));
    expect(error).toMatchObject({ code: "E105", exitCode: 2, where: "--budget" });
    expect(error.message).toMatch(/0\.001 s were enough for \d+ of 22 trials/u);
    expect(error.todo).toMatch(/^--budget \d+s/u);
    expect(trials).toBeLessThanOrEqual(2);
  });

  it("the advice is the time of one whole repeat at the rate that was measured", () => {
    const { todo } = budgetTooSmall({ done: 2, total: 50, each: 10 }, 4.1, 3);
    expect(todo).toMatch(/^--budget 21s,/u);
  });

  it("an abort after a whole repeat: the result of those that are whole, and a notice that says so", async () => {
    const controller = new AbortController();
    const events: CompareEvent[] = [];
    const options = { signal: controller.signal, seeds: 3 };
    const stop = (event: CompareEvent): void => {
      events.push(event);
      if (event.type === "trial" && event.done === event.total / 3 + 1) controller.abort();
    };
    const result = await compare(optionsOf(files.classes, "partial", options), stop, { queue: inProcess });
    expect(result.recipes.every(({ scores }) => scores.length === 1)).toBe(true);
    const said = events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
    expect(said.at(-2)).toMatch(/^stopped after 1 of 3 repeats \(interrupted\)/u);
    expect(said.at(-1)).toBe(`to go on to all repeats: regularize resume ${at("partial")}`);
    await (await openRun(result.run)).verify();
    rmSync(at("partial"), { recursive: true });
  });

  it("an abort: E107, and no folder", async () => {
    const controller = new AbortController();
    const before = readdirSync(folder);
    const work = compare(
      optionsOf(files.classes, "abort", { signal: controller.signal, base: { epochs: 1000 } }),
      ({ type }) => {
        if (type === "notice") setImmediate(() => controller.abort());
      },
    );
    expect(await errorOf(work)).toMatchObject({ code: "E107" });
    expect(readdirSync(folder)).toEqual(before);
  });

  it("every recipe diverging: E404 names each one's step and rows", async () => {
    const base = { epochs: 40, hidden: [8, 8], optimizer: "sgd", learningRate: 1000 } as const;
    const { error, trials } = await refused(
      optionsOf(files.numbers, "wild", { base: { ...base, hidden: [...base.hidden] }, seeds: 1 }),
    );
    expect(error).toMatchObject({ code: "E404", exitCode: 4, todo: "--lr 100" });
    expect(trials).toBe(ladder(NUMBERS).length);
    const text = error.details.join("\n");
    for (const { name } of ladder(NUMBERS)) expect(text).toContain(`${name}: E403 `);
    expect(error.details.filter((line) => /rows: \d+, \d+/u.test(line))).toHaveLength(ladder(NUMBERS).length);
  });

  it("bad options are known before anything is trained", async () => {
    const { classes: data } = files;
    const own = resolveRecipe({ name: "plain", dropout: 0.1 });
    const cases: readonly (readonly [Partial<CompareOptions>, object])[] = [
      [{ base: { batchSize: 121 } }, { code: "E106", exitCode: 2, todo: "--batch-size 32" }],
      [{ recipes: [resolveRecipe({ name: "big", batchSize: 500 })] }, { code: "E106" }],
      [{ recipes: [own] }, { code: "E132", exitCode: 2, message: expect.stringContaining('"plain"') }],
      [{ base: { learningRate: 1e30 } }, { code: "E131", where: "recipe.learningRate" }],
      [{ metric: "acu" }, { code: "E120", todo: 'did you mean "auc"?' }],
      [{ metric: "rmse" }, { code: "E121" }],
      [{ target: "chrun" }, { code: "E201", todo: 'did you mean "churn"?' }],
      [{ out: at("classes") }, { code: "E150", exitCode: 2 }],
      [{ out: join(data, "below") }, { code: "E523", exitCode: 5 }],
    ];
    for (const [more, expected] of cases) {
      const { error, trials } = await refused(optionsOf(data, "never", more));
      expect(error, JSON.stringify(more)).toMatchObject(expected);
      expect(trials).toBe(0);
    }
  });

  it("a metric that cannot be computed is known before anything is trained", async () => {
    const lines = classes()
      .trim()
      .split("\n")
      .filter((line) => line.endsWith("no") || line.endsWith("churn"));
    const data = write("rare.csv", `${[...lines, "30,1,red,yes"].join("\n")}\n`);
    const { error, trials } = await refused(optionsOf(data, "never"));
    expect(error).toMatchObject({
      code: "E226",
      exitCode: 3,
      message: expect.stringContaining("AUC cannot be computed"),
    });
    expect(error.todo).toContain("--metric logLoss");
    expect(trials).toBe(0);
    rmSync(data);
    expect(existsSync(at("never"))).toBe(false);
  });
});
