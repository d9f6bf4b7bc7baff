import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { keyOf } from "../../src/core/index.ts";
import { foldRows } from "../../src/data/index.ts";
import { ablate } from "../../src/job/receipt/ablate.ts";
import { ablationOf } from "../../src/job/receipt/ofRun.ts";
import { recipeParts } from "../../src/job/receipt/parts.ts";
import type { AblateEvent, AblateOptions, AblateResult } from "../../src/job/receipt/types.ts";
import { fit as train } from "../../src/job/fit.ts";
import { type Fold, foldOf, type Input, prepare } from "../../src/job/prepare.ts";
import type { Answer, Order, TrialOrder } from "../../src/job/queue/protocol.ts";
import type { OrderSource, Queue, QueueOptions } from "../../src/job/queue/queue.ts";
import { type GivenRecipe, resolveRecipe } from "../../src/job/recipe.ts";
import { runTrial } from "../../src/job/trial.ts";
import { createRuntime } from "../../src/run/index.ts";
import { metricFor } from "../../src/train/metrics/choose.ts";
import { openRun, parseJournal } from "../../src/observe/index.ts";
import { classes, coins, errorOf, numbers, scratch, trialOf } from "./make.ts";

const { at, write } = scratch();
const data = write("classes.csv", classes(160));
const recipe = resolveRecipe({ name: "mine", epochs: 2, hidden: [8], dropout: 0.3, l2: 1e-3, labelSmoothing: 0.1 });
const optionsOf = (more: Partial<AblateOptions> = {}): AblateOptions => ({ data, target: "churn", recipe, ...more });

interface Asked {
  readonly queue: Queue;
  readonly orders: readonly TrialOrder[];
}

/** A queue in this process whose trials are not trained: `score` says what they would have scored. */
function scoring(score: (order: TrialOrder) => number | Answer): Asked {
  const orders: TrialOrder[] = [];
  const queue = async <T extends Order>(
    source: readonly T[] | OrderSource<T>,
    { goesOn, onAnswer, signal }: QueueOptions<T>,
  ): Promise<void> => {
    if ("next" in source) throw new Error("a list was to be expected");
    for (const order of source) {
      if (!goesOn() || signal?.aborted === true) break;
      if (order.type !== "trial") throw new Error("a trial was to be expected");
      orders.push(order);
      const found = score(order);
      await onAnswer(
        order,
        typeof found === "number" ? { type: "trial", trial: trialOf(0.9, found), seconds: 1 } : found,
      );
    }
  };
  return { queue, orders };
}

/** Noise that is the same for the same repeat and recipe. */
const jitter = ({ repeat, recipe: { name } }: TrialOrder): number => 0.002 * Math.sin(7 * repeat + 3 * name.length);

/** Dropout brings .1; either of L2 and label smoothing does the other's work, .05; nothing else does anything. */
const world = (order: TrialOrder): number => {
  const { dropout, l2, labelSmoothing } = order.recipe;
  return 0.7 + (dropout > 0 ? 0.1 : 0) + (l2 > 0 || labelSmoothing > 0 ? 0.05 : 0) + jitter(order);
};

const partOf = async (more: GivenRecipe, from = data, metric?: string): Promise<string[]> => {
  const prepared = await prepare({ data: from, target: "churn" }, 1);
  const given = resolveRecipe(more);
  const fold: Fold<Input> = foldOf(prepared, 0, given);
  return recipeParts(given, fold, metricFor(prepared.task.kind, metric)).map(({ label, idle }) =>
    idle === undefined ? label : `(${label})`,
  );
};

describe("the parts of a recipe", () => {
  it("are what is on, whatever its kind, and each is off in its variant alone", async () => {
    const given = {
      ...{ name: "all", dropout: 0.25, weightDecay: 1, l1: 1e-4, maxNorm: 2, norm: "layer", averaging: "ema" },
      ...{ sharpness: "sam", earlyStopping: true, classWeights: "balanced", learningRate: 0.01, epochs: 3 },
      augment: [{ mixup: { alpha: 0.2 } }, "columnCutMix"],
    } as const;
    const prepared = await prepare({ data, target: "churn" }, 1);
    const full = resolveRecipe({ ...given, augment: [...given.augment] });
    const parts = recipeParts(full, foldOf(prepared, 0, full), metricFor("binary", undefined));
    expect(parts.map(({ label }) => label).sort()).toEqual([
      ...["class weights balanced", "columnCutMix", "dropout .25", "early stopping", "ema", "l1 .0001", "layer norm"],
      ...["max norm 2", "mixup (alpha 0.2)", "sam", "weight decay 1"],
    ]);
    for (const { key, without, name } of parts) {
      const changed = Object.keys(full).filter(
        (k) => k !== "name" && JSON.stringify(full[k as never]) !== JSON.stringify(without[k as never]),
      );
      expect(changed, name).toEqual([key]);
    }
    expect(new Set(parts.map(({ without }) => without.name)).size).toBe(parts.length);
  });

  it("of nothing is none; what can do nothing on the data is marked", async () => {
    expect(await partOf({ name: "plain" })).toEqual([]);
    const table = write("numbers.csv", numbers(60));
    expect(await partOf({ name: "smooth", labelSmoothing: 0.1, dropout: 0.2 }, table)).toEqual([
      "dropout .2",
      "(label smoothing .1)",
    ]);
  });
});

describe("rounds of folds", () => {
  it("validate each row once, keep units and strata, and never train without a class", () => {
    const make = fc.record({
      folds: fc.integer({ min: 2, max: 6 }),
      classes: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 24, maxLength: 60 }),
      seed: fc.nat(1000),
      round: fc.nat(3),
      paired: fc.boolean(),
    });
    fc.assert(
      fc.property(make, ({ folds, classes: codes, seed, round, paired }) => {
        const strata = Int32Array.from(codes, (code, i) => (i === 0 ? 3 : code));
        const units = paired ? Int32Array.from(codes, (_, i) => i >> 1) : undefined;
        const plan = { strata, ...(units === undefined ? {} : { units }) };
        const rest = Int32Array.from(codes, (_, i) => i);
        const seen = new Int32Array(codes.length);
        for (let k = 0; k < folds; k++) {
          const { train, validation } = foldRows(rest, plan, folds, keyOf(seed), round * folds + k);
          expect(train.length + validation.length).toBe(codes.length);
          for (const row of validation) seen[row]!++;
          const trained = new Set(Array.from(train, (row) => strata[row]!));
          for (const row of validation) expect(trained.has(strata[row]!)).toBe(true);
          if (units !== undefined) {
            const inTrain = new Set(Array.from(train, (row) => units[row]!));
            for (const row of validation) expect(inTrain.has(units[row]!)).toBe(false);
          }
        }
        expect(Math.max(...seen)).toBe(1);
        // Only rows of a class that would have been left without training rows stay out, with those of their unit.
        const out = rest.filter((row) => seen[row] === 0);
        expect(out.length).toBeLessThanOrEqual(codes.length / 2);
        expect(seen.reduce((a, b) => a + b, 0) + out.length).toBe(codes.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an ablation of a known world", () => {
  let result: AblateResult;
  const asked = scoring(world);
  const events: AblateEvent[] = [];
  beforeAll(async () => {
    result = await ablate(optionsOf({ out: at("run") }), (event) => events.push(event), asked);
  });

  it("keeps what brings something, finds the substitutes and drops one of them", () => {
    expect(result.parts.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "dropout helps",
      "l2 negligible",
      "label smoothing negligible",
    ]);
    expect(result.pairs).toMatchObject([{ pair: ["l2", "label smoothing"], kind: "substitutes", keepsOne: true }]);
    expect(result.pairs[0]!.interaction!.mean).toBeCloseTo(-0.05, 2);
    expect(result.candidates).toBe(3);
    expect(result.dropped).toHaveLength(1);
    expect(result.steps).toHaveLength(1);
    expect(result.steps[0]!.verified).toMatchObject({ holds: true, repeats: 12 });
    const { l2, labelSmoothing, dropout } = result.recommended;
    expect(dropout).toBe(0.3);
    expect(l2 > 0).toBe(labelSmoothing === 0);
    expect(result.conclusion).toMatch(/^keep dropout; drop (l2|label smoothing): no worse on 12 fresh repeats/u);
  });

  it("asks every variant on the same folds, and verifies on others", () => {
    const repeatsOf = (name: string): number[] =>
      asked.orders.filter((order) => order.recipe.name === name).map(({ repeat }) => repeat);
    const twelve = Array.from({ length: 12 }, (_, i) => i);
    for (const { name } of result.parts) expect(repeatsOf(`without ${name}`)).toEqual(twelve);
    expect(repeatsOf("without l2 and label smoothing")).toEqual(twelve);
    expect(repeatsOf("mine")).toEqual([...twelve, ...twelve.map((i) => i + 12)]);
    expect(repeatsOf("mine pruned")).toEqual(twelve.map((i) => i + 12));
    expect(new Set(asked.orders.map(({ folds }) => folds))).toEqual(new Set([4]));
    expect(result).toMatchObject({ repeats: 12, folds: 4, test: "sealed" });
  });

  it("writes a journal, a report and the recipe to use, and nothing of a model", async () => {
    const run = await openRun(result.run);
    await run.verify();
    expect(run.manifest.about["kind"]).toBe("ablate");
    expect(Object.keys(run.manifest.files).sort()).toEqual(
      ["metrics.jsonl", "recipe.json", "report.html", "result.json", "trials.jsonl"].sort(),
    );
    const { records } = parseJournal(await run.read("trials.jsonl"));
    expect(records).toHaveLength(asked.orders.length);
    expect(records[0]).toMatchObject({ recipe: "mine", repeat: 0, folds: 4, validation: world(asked.orders[0]!) });
    const { name, ...kept } = JSON.parse(await run.readText("recipe.json")) as Record<string, unknown>;
    expect(resolveRecipe({ ...kept, name })).toEqual(result.recommended);
    const page = await run.readText("report.html");
    for (const text of [
      "What each part brings",
      "dropout .3",
      "1 pair of 3 looked at",
      "keep one",
      "mine pruned (fresh)",
    ])
      expect(page).toContain(text);
    expect(events.filter(({ type }) => type === "trial")).toHaveLength(asked.orders.length);
    expect(events.at(-1)).toBe(result);
  });
});

describe("an ablation", () => {
  it("with real training measures with − without of the same splits and seeds", async () => {
    const queue: Queue = async (orders, { onAnswer }) => {
      const [prepared, runtime] = [await prepare({ data, target: "churn" }, 42), await createRuntime({ threads: 1 })];
      for (const order of "next" in orders ? [] : orders) {
        if (order.type !== "trial") continue;
        const part = foldOf(prepared, order.repeat, order.recipe, order.share, order.folds);
        const trial = await runTrial(order.recipe, part, { seed: part.seed, metric: order.metric, runtime });
        await onAnswer(order, { type: "trial", trial, seconds: 1 });
      }
      await runtime.dispose();
    };
    const size = { repeats: 3, verify: 0, pairs: 0, out: at("real") };
    const result = await ablate(optionsOf(size), undefined, { queue });
    const { records } = parseJournal(readFileSync(at("real/trials.jsonl")));
    const scores = (name: string): number[] =>
      records.flatMap((record) => (record["recipe"] === name ? [Number(record["validation"])] : []));
    const full = scores("mine");
    expect(full).toHaveLength(3);
    for (const { name, effect } of result.parts) {
      const without = scores(`without ${name}`);
      const mean = full.reduce((sum, score, i) => sum + score - without[i]!, 0) / 3;
      expect(effect!.mean, name).toBeCloseTo(mean, 10);
    }
    expect(result.parts.some(({ effect }) => effect!.mean !== 0)).toBe(true);
  });

  it("of coins claims nothing and drops nothing: no signal", async () => {
    const flat = scoring((order) => 0.5 + jitter(order));
    const table = write("coins.csv", coins(120));
    const result = await ablate(optionsOf({ data: table, out: at("coins") }), undefined, flat);
    expect(result.conclusion).toMatch(/^no signal/u);
    expect(result).toMatchObject({ dropped: [], steps: [], pairs: [], recommended: { name: "mine", dropout: 0.3 } });
    expect(flat.orders).toHaveLength(4 * 12);
  });

  it("whose time is spent uses whole repeats; with none it says how long one takes", async () => {
    let left = 4 * 5 + 2;
    const controller = new AbortController();
    const short = scoring((order) => {
      if (--left === 0) controller.abort();
      return world(order);
    });
    const options = optionsOf({ out: at("short"), signal: controller.signal });
    const result = await ablate(options, undefined, short);
    expect(result).toMatchObject({ repeats: 5, pairs: [] });
    expect(result.steps.map(({ verified }) => verified)).toEqual([undefined, undefined]);
    expect(result.recommended).toEqual(recipe);
    expect(result.conclusion).toContain("not verified on fresh repeats");
    const none = optionsOf({ out: at("none"), budgetSeconds: 1e-9 });
    expect(await errorOf(ablate(none, undefined, scoring(world)))).toMatchObject({ code: "E105" });
    expect(existsSync(at("none"))).toBe(false);
  });

  it("keeps what training fails without, and says why the whole recipe cannot be trained", async () => {
    const error: Answer = { type: "error", error: { code: "E403", message: "loss became NaN" } };
    const fragile = scoring((order) => (order.recipe.dropout === 0 ? error : world(order)));
    const result = await ablate(optionsOf({ out: at("fragile") }), undefined, fragile);
    expect(result.parts[0]).toMatchObject({ name: "dropout", kind: "needed" });
    expect(result.recommended.dropout).toBe(0.3);
    const dead = ablate(
      optionsOf({ out: at("dead") }),
      undefined,
      scoring(() => error),
    );
    expect(await errorOf(dead)).toMatchObject({ code: "E404" });
    expect(existsSync(at("dead"))).toBe(false);
  });

  it("of a recipe without regularizers, or of other data, is refused before training", async () => {
    const plain = optionsOf({ recipe: resolveRecipe({ name: "plain" }), out: at("plain") });
    expect(await errorOf(ablate(plain, undefined, scoring(world)))).toMatchObject({ code: "E145" });
    const other = optionsOf({ sha256: "0".repeat(64), out: at("other") });
    expect(await errorOf(ablate(other, undefined, scoring(world)))).toMatchObject({ code: "E846" });
    for (const folder of ["plain", "other"]) expect(existsSync(at(folder))).toBe(false);
  });
});

describe("the ablation of a run", () => {
  it("takes recipe, data and metric of a fit, and repeats that it did not use", async () => {
    await train({
      ...{ data, target: "churn", split: [50, 25, 25], seed: 7, metric: "logLoss" },
      recipe,
      out: at("fit"),
    });
    const options = await ablationOf(at("fit"));
    expect(options).toMatchObject({ data, target: "churn", split: [50, 25, 25], seed: 7, metric: "logLoss", first: 1 });
    expect(options.recipe).toMatchObject({ dropout: 0.3, l2: 1e-3 });
    const asked = scoring((order) => 1 - world(order));
    const result = await ablate({ ...options, out: at("of-fit") }, undefined, asked);
    expect(asked.orders[0]!.repeat).toBe(3);
    expect(result).toMatchObject({ folds: 3, parts: [{ kind: "helps" }, {}, {}], metric: { better: "lower" } });
    const moved = write("moved.csv", readFileSync(data, "utf8").replace("yes", "no"));
    const changed = { ...(await ablationOf(at("fit"), moved)), out: at("moved") };
    expect(await errorOf(ablate(changed, undefined, asked))).toMatchObject({ code: "E846" });
  });

  it("that is none is refused", async () => {
    expect((await errorOf(ablationOf(at("nowhere")))).code).toMatch(/^E84/u);
  });
});
