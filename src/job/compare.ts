import { availableParallelism } from "node:os";
import { RegularizeError } from "../core/index.ts";
import { metricFor } from "../train/metrics/choose.ts";
import type { Metric } from "../train/metrics/index.ts";
import { augmentNotices, chooseAugment } from "./audit/compare.ts";
import { baselineOf, noWinner } from "./baseline.ts";
import { checkBatch, checkRecipe, modelNotice, unusedNotices } from "./check.ts";
import { lookAt } from "./gap/again.ts";
import { SUSPECTS } from "./gap/findings.ts";
import { ladder, PLAIN, type Situation } from "./ladder.ts";
import { lintNotices } from "./lint/lintRecipe.ts";
import { namingNext, nextOfComparison } from "./next.ts";
import { telling, withMetric } from "./notices.ts";
import { type Fold, foldOf, type Input, prepare, type Prepared } from "./prepare.ts";
import { runOrders } from "./queue/pool.ts";
import { dataOptions } from "./queue/trials.ts";
import { openWorkers, type Workers } from "./queue/workers.ts";
import { type Recipe, resolveRecipe } from "./recipe.ts";
import { reportOf } from "./report.ts";
import { rowCounts, shownMetric, testFractionOf } from "./result.ts";
import { saveRun, writeMetrics } from "./save.ts";
import { bestRepeat, scoreTest } from "./sealed.ts";
import { situationOf } from "./source/situation.ts";
import type { GoingOn } from "./store/session.ts";
import { inSession, type Trained, trainAll, type Worked, type Working } from "./store/work.ts";
import { conclude, summarize, winnerOf } from "./summarize.ts";
import { built } from "./trial.ts";
import type { CompareEvent, CompareOptions, CompareResult, NoticeEvent, RecipeResult } from "./types.ts";
import { withRuntime } from "./runtime.ts";
import { keptNotices } from "./keptWords.ts";

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
  const asked = await askedOf(options, listener);
  const { prepared, metric, notices } = asked;
  const workers = workersOf(options, goingOn, prepared);
  const about = { kind: "compare", options, prepared, metric, notices, listener } as const;
  try {
    return await inSession({ ...about, goingOn: { ...goingOn, queue: workers.queue } }, (working) =>
      work(working, { ...asked, options, workers, start }),
    );
  } finally {
    await workers.close();
  }
}

/** What a comparison is of, read and checked. */
interface Asked {
  readonly prepared: Prepared;
  readonly metric: Metric;
  readonly first: Fold<Input>;
  readonly situation: Situation;
  /** What the user decides about. */
  readonly given: readonly Recipe[];
  readonly baseline: number;
  /** What is told before the first trial. */
  readonly notices: readonly NoticeEvent[];
}

/** Reads the data and refuses what cannot be compared, before anything is written. */
async function askedOf(options: CompareOptions, listener: (event: NoticeEvent) => void): Promise<Asked> {
  const prepared = await prepare(options, options.seed ?? 42);
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
  const plain = ladder(situation, options.base)[0]!;
  const notices = [
    ...read,
    ...keptNotices(options, prepared, () => first),
    modelNotice(plain, foldOf(prepared, 0, plain)),
    ...unusedNotices(given, metric, first),
  ];
  return { prepared, metric, first, situation, given, baseline, notices };
}

interface Comparing extends Asked {
  readonly options: CompareOptions;
  readonly workers: Workers;
  readonly start: number;
}

/** Trains, judges, opens the seal and writes the run folder. */
async function work(working: Working, of: Comparing): Promise<Worked<CompareResult>> {
  return withRuntime(async (runtime) => {
    const compared = await trainLadder(working, of);
    const { outcomes, finished, winner, recipes, leftOut } = compared;
    const { prepared, metric, options, workers } = of;
    const { folder, queue } = working.session;
    const recipe = recipes.find(({ name }) => name === winner.name)!;
    const { trials } = outcomes.find(({ name }) => name === winner.name)!;
    const repeat = bestRepeat(finished, trials, metric);
    const kept = await built({ prepared, recipe, repeat, trial: trials.get(repeat)!, metric, runtime });
    const trainings = outcomes.reduce((sum, { trials: all }) => sum + all.size, 0);
    const where = { sha256: prepared.data.hash, metric: metric.name, options, queue, trainings };
    const { findings, suspects } = await lookAt(kept, where);
    await workers.close();
    const context = { prepared, recipes, outcomes, repeats: finished, metric, runtime };
    const test = await scoreTest(context, winner.name, outcomes[0]!.error === undefined ? PLAIN : winner.name);
    const told = resultOf(of, compared, { test, run: folder.path, ...(findings === undefined ? {} : { findings }) });
    const result = { ...told, next: namingNext(nextOfComparison(told), options) };
    const report = reportOf(options, result, working.notices, outcomes, { recipes });
    await writeMetrics(folder, outcomes);
    if (suspects !== undefined) await folder.write(SUSPECTS, suspects);
    const others = suspects === undefined ? [] : [SUSPECTS];
    await saveRun(folder, "compare", { ...kept, result, report, others });
    return { result, leftOut };
  });
}

/** What the trials of a ladder came to. */
interface Compared extends Trained {
  readonly recipes: readonly Recipe[];
  readonly results: RecipeResult[];
  readonly winner: RecipeResult;
  readonly audit: CompareResult["audit"];
}

/** Audits the augmentation, then trains every recipe on every repeat. Throws as `noWinner`. */
async function trainLadder(working: Working, of: Comparing): Promise<Compared> {
  const { prepared, metric, first, situation, given, options } = of;
  const about = { metric, sha256: prepared.data.hash };
  const chosen = await chooseAugment(first, { ...about, queue: working.session.queue }, options);
  for (const said of [...augmentNotices(chosen), ...lintNotices(given, first, metric)]) working.say(said);
  const recipes = ladder({ ...situation, augment: chosen.augment }, options.base, options.recipes);
  const trained = await trainAll(recipes, options, working, about);
  const results = summarize(trained.outcomes, trained.finished, metric, testFractionOf(first));
  const winner = winnerOf(results, metric);
  if (winner === undefined) throw noWinner(trained.outcomes, metric);
  return { ...trained, recipes, results, winner, audit: chosen.audit };
}

function resultOf(
  { prepared, metric, first, baseline, start }: Comparing,
  { results, winner, finished, audit }: Compared,
  { test, run, findings }: Pick<CompareResult, "test" | "run" | "findings">,
): CompareResult {
  return {
    ...{ v: 1, type: "result", task: prepared.task.kind },
    metric: shownMetric(metric),
    ...{ recipes: results, winner: winner.name, baseline },
    conclusion: conclude(results, metric, baseline, finished.length),
    test,
    rows: rowCounts(first, prepared),
    ...(audit === undefined ? {} : { audit }),
    ...(findings === undefined ? {} : { findings }),
    run,
    seconds: (performance.now() - start) / 1000,
  };
}

/** Processes for all that a comparison has trained: to begin one takes a second, and it reads the data. */
const workersOf = (
  options: CompareOptions,
  { queue = runOrders }: GoingOn,
  { seed, data }: Pick<Prepared, "seed" | "data">,
): Workers =>
  openWorkers(queue, {
    open: { type: "open", data: dataOptions(options), seed, sha256: data.hash },
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
