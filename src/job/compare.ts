import { availableParallelism } from "node:os";
import { basename, extname } from "node:path";
import { fold, invariant, keyOf, RegularizeError } from "../core/index.ts";
import { bootstrapDifference, bootstrapInterval } from "../decide/index.ts";
import { createRuntime, type Runtime } from "../run/index.ts";
import { baselineScore } from "../train/metrics/baseline.ts";
import { metricFor } from "../train/metrics/choose.ts";
import type { Metric, Predictions } from "../train/metrics/index.ts";
import { ladder, PLAIN } from "./ladder.ts";
import { batchSizeOf, epochsOf } from "./model.ts";
import { runOrders } from "./pool.ts";
import { type Fold, foldOf, type Prepared, prepare } from "./prepare.ts";
import type { Answer, Order } from "./protocol.ts";
import type { Recipe } from "./recipe.ts";
import { saveRun, startRun } from "./save.ts";
import { conclude, type Outcome, summarize, winnerOf } from "./summarize.ts";
import { predictTrial, type Trial } from "./trial.ts";
import type { CompareEvent, CompareOptions, CompareResult, NoticeEvent } from "./types.ts";

type TrialOrder = Extract<Order, { type: "trial" }>;

/**
 * Trains every recipe of the ladder on the same repeats, tells which technique helps and by how much, scores the winner and
 * plain once on the sealed test rows, and writes a run folder with the winner as `model.onnx`.
 * Throws E1xx for options, E2xx for data, E403 when every recipe diverged.
 */
export async function compare(
  options: CompareOptions,
  onEvent: (event: CompareEvent) => void = () => {},
): Promise<CompareResult> {
  const start = performance.now();
  const seed = options.seed ?? 42;
  const prepared = await prepare(options, seed);
  const metric = metricFor(prepared.task.kind, options.metric);
  const first = foldOf(prepared, 0);
  checkBatch(options, first);
  const recipes = ladder(first.shape.isClassification, options.base, options.recipes);
  checkNames(recipes);
  const folder = await startRun(options.out, basename(options.data, extname(options.data)));
  const notices = [...prepared.notices, ...modelNotices(recipes[0]!, first, metric)];
  for (const notice of notices) onEvent(notice);
  const repeats = Array.from({ length: options.seeds ?? 5 }, (_, i) => i);
  const { outcomes, finished } = await runTrials(recipes, repeats, metric, options, onEvent);
  const testFraction = first.validation.rows / first.train.rows;
  const results = summarize(outcomes, finished, metric, testFraction);
  const winner = winnerOf(results, metric);
  if (winner === undefined) throw allFailed(outcomes);
  const runtime = await createRuntime({ threads: 1 });
  try {
    const context = { prepared, recipes, outcomes, repeats: finished, metric, runtime };
    const baseline = baselineOf(first, metric);
    const plain = outcomes.find(({ name }) => name === PLAIN)!.failure === undefined ? PLAIN : winner.name;
    const test = await scoreTest(context, winner.name, plain);
    const result: CompareResult = {
      ...{ v: 1, type: "result", task: prepared.task.kind },
      metric: { name: metric.name, title: metric.title, better: metric.better },
      ...{ recipes: results, winner: winner.name, baseline },
      conclusion: conclude(results, metric, baseline, finished.length),
      test,
      rows: { train: first.train.rows, validation: first.validation.rows, test: prepared.test.length },
      run: folder.path,
      seconds: (performance.now() - start) / 1000,
    };
    const recipe = recipes.find(({ name }) => name === winner.name)!;
    await saveRun(folder, {
      options,
      prepared,
      notices,
      outcomes,
      recipe,
      repeat: test.exported.seed,
      metric,
      result,
      runtime,
    });
    onEvent(result);
    return result;
  } finally {
    await runtime.dispose();
  }
}

function checkBatch({ base = {}, recipes = [] }: CompareOptions, { train }: Fold): void {
  for (const { batchSize = 0 } of [base, ...recipes])
    if (batchSize > train.rows)
      throw new RegularizeError({
        code: "E106",
        where: "--batch-size",
        message: `A batch of ${batchSize} rows is more than the ${train.rows} training rows`,
        todo: `--batch-size ${Math.min(32, train.rows)}`,
      });
}

function checkNames(recipes: readonly Recipe[]): void {
  const names = recipes.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new RegularizeError({
      code: "E132",
      where: "recipe",
      message: `Two recipes are called ${JSON.stringify(twice)}`,
      todo: "give yours another name",
    });
}

function modelNotices(plain: Recipe, { shape, train }: Fold, metric: Metric): NoticeEvent[] {
  const arrow = metric.better === "higher" ? "↑" : "↓";
  const layers = [shape.width, ...plain.hidden, shape.outputs].join("-");
  const message = `${layers}, ${epochsOf(plain, train.rows)} epochs, batch ${batchSizeOf(plain, train.rows)}, lr ${plain.learningRate} (change: --hidden --epochs --batch-size --lr)`;
  return [
    { v: 1, type: "notice", topic: "task", message: `metric ${metric.title} ${arrow} (change: --metric)` },
    { v: 1, type: "notice", topic: "model", message },
  ];
}

const allFailed = (outcomes: readonly Outcome[]): RegularizeError =>
  new RegularizeError({
    code: "E404",
    message: "No recipe finished",
    details: outcomes.map(({ name, failure }) => `${name}: ${failure ?? "not finished"}`),
    todo: "try a smaller --lr, or more --budget",
  });

/** Trains repeat by repeat, so that a spent budget leaves whole repeats. */
async function runTrials(
  recipes: readonly Recipe[],
  repeats: readonly number[],
  metric: Metric,
  options: CompareOptions,
  onEvent: (event: CompareEvent) => void,
): Promise<{ outcomes: Outcome[]; finished: number[] }> {
  const orders = repeats.flatMap((repeat) =>
    recipes.map((recipe): TrialOrder => ({ type: "trial", recipe, repeat, metric: metric.name })),
  );
  const trials = new Map(recipes.map(({ name }) => [name, new Map<number, Trial>()]));
  const failures = new Map<string, string>();
  const deadline = performance.now() + (options.budgetSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  let done = 0;
  const onAnswer = ({ recipe, repeat }: TrialOrder, answer: Answer): void => {
    done++;
    invariant(answer.type !== "ready", "a trial was answered with ready");
    const common = { v: 1, type: "trial", recipe: recipe.name, seed: repeat, done, total: orders.length } as const;
    if (answer.type === "error") {
      const { code, message } = answer.error;
      failures.set(recipe.name, `${code} ${message}`);
      onEvent({ ...common, status: "failed", seconds: 0, error: { code, message } });
      return;
    }
    const { trial, seconds } = answer;
    trials.get(recipe.name)!.set(repeat, trial);
    const { train, validation } = trial;
    onEvent({ ...common, status: "ok", train, validation, epochs: trial.end.epochs, seconds });
  };
  await runOrders(orders, {
    open: { type: "open", data: dataOptions(options), seed: options.seed ?? 42 },
    size: options.workers ?? availableParallelism(),
    goesOn: () => performance.now() < deadline && options.signal?.aborted !== true,
    onAnswer,
  });
  if (options.signal?.aborted === true) throw new RegularizeError({ code: "E130", message: "Interrupted" });
  const outcomes = recipes.map(({ name }): Outcome => {
    const failure = failures.get(name);
    return { name, trials: trials.get(name)!, ...(failure === undefined ? {} : { failure }) };
  });
  const finished = repeats.filter((r) => outcomes.every((o) => o.failure !== undefined || o.trials.has(r)));
  if (finished.length === 0 && failures.size < recipes.length) throw budgetTooSmall(done, orders.length, options);
  return { outcomes, finished };
}

const budgetTooSmall = (done: number, total: number, { budgetSeconds = 0 }: CompareOptions): RegularizeError =>
  new RegularizeError({
    code: "E105",
    where: "--budget",
    message: `${budgetSeconds} s were enough for ${done} of ${total} trials, not for one whole repeat`,
    todo: `--budget ${Math.ceil((budgetSeconds * total) / Math.max(1, done))}s, or fewer --epochs`,
  });

const dataOptions = (options: CompareOptions): CompareOptions => {
  const { signal: _, ...rest } = options;
  return rest;
};

/** What guessing scores on validation. */
function baselineOf({ train, validation, interpret }: Fold, metric: Metric): number {
  const targets = interpret(train, train.y).targets;
  return baselineScore(metric, targets, interpret(validation, validation.y));
}

interface TestContext {
  readonly prepared: Prepared;
  readonly recipes: readonly Recipe[];
  readonly outcomes: readonly Outcome[];
  readonly repeats: readonly number[];
  readonly metric: Metric;
  readonly runtime: Runtime;
}

/** Opens the seal: scores the models of two recipes, averaged over repeats, on the same test rows. */
async function scoreTest(context: TestContext, winner: string, plain: string): Promise<CompareResult["test"]> {
  const { prepared, metric, outcomes, repeats } = context;
  const scores = await testScores(context, winner);
  const plainScores = winner === plain ? scores : await testScores(context, plain);
  const average = (all: typeof scores) => (weights?: Float64Array) =>
    all.reduce((sum, score) => sum + score(weights), 0) / all.length;
  const options = { key: fold(keyOf(prepared.seed), "test bootstrap"), draws: 1000 };
  const rows = prepared.test.length;
  const trials = outcomes.find(({ name }) => name === winner)!.trials;
  const exported = bestRepeat(repeats, trials, metric);
  return {
    rows,
    winner: bootstrapInterval(rows, average(scores), options),
    plain: bootstrapInterval(rows, average(plainScores), options),
    difference: bootstrapDifference(rows, average(scores), average(plainScores), options),
    exported: { seed: exported, value: scores[repeats.indexOf(exported)]!() },
  };
}

async function testScores(
  { prepared, recipes, outcomes, repeats, metric, runtime }: TestContext,
  name: string,
): Promise<((weights?: Float64Array) => number)[]> {
  const recipe = recipes.find((r) => r.name === name)!;
  const { trials } = outcomes.find((o) => o.name === name)!;
  const scores: ((weights?: Float64Array) => number)[] = [];
  for (const repeat of repeats) {
    const part = foldOf(prepared, repeat);
    const rows = part.examples(prepared.test);
    const predictions: Predictions = await predictTrial(
      recipe,
      part,
      { seed: part.seed, runtime },
      trials.get(repeat)!,
      rows,
    );
    scores.push(metric.prepare(predictions));
  }
  return scores;
}

/** The repeat whose model is exported: the best on its validation rows. The test rows have no say. */
function bestRepeat(repeats: readonly number[], trials: ReadonlyMap<number, Trial>, metric: Metric): number {
  const sign = metric.better === "higher" ? 1 : -1;
  const score = (repeat: number): number => sign * trials.get(repeat)!.validation;
  return repeats.reduce((best, repeat) => (score(repeat) > score(best) ? repeat : best));
}
