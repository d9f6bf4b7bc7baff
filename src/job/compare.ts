import { availableParallelism } from "node:os";
import { plural } from "../core/count.ts";
import { RegularizeError } from "../core/index.ts";
import type { Task } from "../data/index.ts";
import { createRuntime } from "../run/index.ts";
import { baselineScore } from "../train/metrics/baseline.ts";
import { metricFor } from "../train/metrics/choose.ts";
import type { Metric, Predictions } from "../train/metrics/index.ts";
import { augmentNotices, chooseAugment } from "./audit/compare.ts";
import { lintNotices } from "./lint/lintRecipe.ts";
import { notice, telling, withMetric } from "./notices.ts";
import { checkRecipe, unusedNotices } from "./check.ts";
import { ladder, PLAIN } from "./ladder.ts";
import { batchSizeOf, describeModel, epochsOf } from "./model.ts";
import { type Fold, foldOf, prepare } from "./prepare.ts";
import { type Recipe, resolveRecipe } from "./recipe.ts";
import { reportOf } from "./report.ts";
import { saveRun, writeMetrics } from "./save.ts";
import { built } from "./trial.ts";
import { lookAt } from "./gap/again.ts";
import { SUSPECTS } from "./gap/findings.ts";
import { runOrders } from "./queue/pool.ts";
import { bestRepeat, scoreTest } from "./sealed.ts";
import { conclude, type Outcome, summarize, winnerOf } from "./summarize.ts";
import { situationOf } from "./source/situation.ts";
import type { GoingOn } from "./store/session.ts";
import { inSession, trainAll } from "./store/work.ts";
import { namingNext, nextOfComparison } from "./next.ts";
import { openWorkers, type Workers } from "./queue/workers.ts";
import { dataOptions } from "./queue/trials.ts";
import { rowCounts, shownMetric, testFractionOf } from "./result.ts";
import type { CompareEvent, CompareOptions, CompareResult, NoticeEvent } from "./types.ts";

/**
 * Trains every recipe of the ladder on the same repeats, tells which technique helps and by how much, scores the winner and
 * plain once on the sealed test rows, and writes a run folder with the winner as `model.onnx`. Interrupted, it finishes with the
 * repeats that are whole, as when the budget is spent; E107 when there is none.
 * Throws E1xx for options, E2xx for data, E403 when every recipe diverged.
 */
export async function compare(
  options: CompareOptions,
  listener: (event: CompareEvent) => void = () => {},
  goingOn: GoingOn = {},
): Promise<CompareResult> {
  const start = performance.now();
  const seed = options.seed ?? 42;
  const prepared = await prepare(options, seed);
  const metric = metricFor(prepared.task.kind, options.metric);
  const first = foldOf(prepared, 0);
  const situation = situationOf(first);
  const given = givenBy(options);
  const read = withMetric(prepared.notices, metric);
  const baseline = await telling(read, listener, async () => {
    checkBatch(options, first);
    const score = baselineOf(first, metric);
    checkNames(ladder({ ...situation, ...augmentOf(options) }, options.base, options.recipes));
    for (const recipe of given) await checkRecipe(recipe, foldOf(prepared, 0, recipe), metric);
    return score;
  });
  const of = { metric, sha256: prepared.data.hash };
  const plain = ladder(situation, options.base)[0]!;
  const notices = [...read, modelNotice(plain, foldOf(prepared, 0, plain)), ...unusedNotices(given, metric, first)];
  const workers = workersOf(options, goingOn, { seed, sha256: of.sha256 });
  const about = { kind: "compare", options, prepared, metric, notices, listener } as const;
  const done = inSession({ ...about, goingOn: { ...goingOn, queue: workers.queue } }, async (working) => {
    const { session, say } = working;
    const runtime = await createRuntime({ threads: 1 });
    try {
      const chosen = await chooseAugment(first, { ...of, queue: session.queue }, options);
      for (const notice of [...augmentNotices(chosen), ...lintNotices(given, first, metric)]) say(notice);
      const recipes = ladder({ ...situation, augment: chosen.augment }, options.base, options.recipes);
      const { outcomes, finished, leftOut } = await trainAll(recipes, options, working, of);
      const testFraction = testFractionOf(first);
      const results = summarize(outcomes, finished, metric, testFraction);
      const winner = winnerOf(results, metric);
      if (winner === undefined) throw noWinner(outcomes, metric);
      const context = { prepared, recipes, outcomes, repeats: finished, metric, runtime };
      const recipe = recipes.find(({ name }) => name === winner.name)!;
      const { trials } = outcomes.find(({ name }) => name === winner.name)!;
      const repeat = bestRepeat(finished, trials, metric);
      const trial = trials.get(repeat)!;
      const kept = await built({ prepared, recipe, repeat, trial, metric, runtime });
      const trainings = outcomes.reduce((sum, { trials }) => sum + trials.size, 0);
      const { findings, suspects } = await lookAt(kept, {
        ...{ ...of, metric: metric.name, options, queue: session.queue, trainings },
      });
      await workers.close();
      const test = await scoreTest(context, winner.name, outcomes[0]!.error === undefined ? PLAIN : winner.name);
      const told: CompareResult = {
        ...{ v: 1, type: "result", task: prepared.task.kind },
        metric: shownMetric(metric),
        ...{ recipes: results, winner: winner.name, baseline },
        conclusion: conclude(results, metric, baseline, finished.length),
        test,
        rows: rowCounts(first, prepared),
        ...(chosen.audit === undefined ? {} : { audit: chosen.audit }),
        ...(findings === undefined ? {} : { findings }),
        run: session.folder.path,
        seconds: (performance.now() - start) / 1000,
      };
      const result = { ...told, next: namingNext(nextOfComparison(told), options) };
      const report = reportOf(options, result, working.notices, outcomes, { recipes });
      await writeMetrics(session.folder, outcomes);
      if (suspects !== undefined) await session.folder.write(SUSPECTS, suspects);
      const others = suspects === undefined ? [] : [SUSPECTS];
      await saveRun(session.folder, "compare", { ...kept, result, report, others });
      return { result, leftOut };
    } finally {
      await runtime.dispose();
    }
  });
  try {
    return await done;
  } finally {
    await workers.close();
  }
}

/** Processes for all that a comparison has trained: to begin one takes a second, and it reads the data. */
const workersOf = (
  options: CompareOptions,
  { queue = runOrders }: GoingOn,
  { seed, sha256 }: { readonly seed: number; readonly sha256: string },
): Workers =>
  openWorkers(queue, {
    open: { type: "open", data: dataOptions(options), seed, sha256 },
    size: options.workers ?? availableParallelism(),
    signal: options.signal,
  });

const augmentOf = ({ augment }: CompareOptions): Pick<CompareOptions, "augment"> =>
  augment === undefined ? {} : { augment };

/** What the user decides about: what every recipe begins with, the augmentation to be tried, recipes of their own. */
const givenBy = ({ base, recipes = [], augment = [] }: CompareOptions): Recipe[] => [
  resolveRecipe({ ...base, name: PLAIN }),
  ...(augment.length === 0 ? [] : [resolveRecipe({ ...base, augment, name: "augmentation" })]),
  ...recipes,
];

export function checkBatch({ base = {}, recipes = [] }: CompareOptions, { train }: Fold): void {
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

export function modelNotice(plain: Recipe, { shape, train }: Fold): NoticeEvent {
  const layers = describeModel(plain, shape);
  const how = `${plural(epochsOf(plain, train.rows), "epoch")}, batch ${batchSizeOf(plain, train.rows)}, lr ${plain.learningRate}`;
  const message = `${layers}, ${how} (change: --hidden --epochs --batch-size --lr)`;
  return notice("model", message);
}

/** E404 when recipes diverged, what stopped the first when something else did, E226 when none has a score. */
export function noWinner(outcomes: readonly Outcome[], metric: Metric): RegularizeError {
  const failures = outcomes.flatMap(({ name, error }) => (error === undefined ? [] : [{ name, error }]));
  const first = failures.find(({ error }) => error.code === "E403") ?? failures[0];
  if (first === undefined) return unmeasurable(metric, "some repeats");
  const { code, todo } = first.error;
  return new RegularizeError({
    code: code === "E403" ? "E404" : code,
    message: "No recipe finished",
    details: failures.flatMap(({ name, error }) => [
      `${name}: ${error.code} ${error.message}`,
      ...(error.details ?? []).map((line) => `  ${line}`),
    ]),
    ...(todo === undefined ? {} : { todo }),
  });
}

/** The different targets there are, the first ten of them. */
function shownTargets(task: Task, { targets }: Predictions): string {
  const found = [...new Set(targets)].slice(0, 10);
  return found.map((target) => (task.kind === "regression" ? target : JSON.stringify(task.classes[target]))).join(", ");
}

const unmeasurable = ({ title, kinds }: Metric, where: string, received?: string): RegularizeError =>
  new RegularizeError({
    code: "E226",
    message: `${title} cannot be computed on the validation rows of ${where}`,
    expected: "at least two different target values there",
    ...(received === undefined ? {} : { received: `only ${received}` }),
    todo: `--metric ${kinds.includes("regression") ? "rmse" : "logLoss"}, or more rows of what is rare`,
  });

/** What guessing scores on validation. Throws E226 when nothing can be scored there, such as AUC on rows of one class. */
export function baselineOf({ task, train, validation, interpret }: Fold, metric: Metric): number {
  const targets = interpret(train, train.y).targets;
  const score = baselineScore(metric, targets, interpret(validation, validation.y));
  if (Number.isNaN(score))
    throw unmeasurable(metric, "this split", shownTargets(task, interpret(validation, validation.y)));
  return score;
}
