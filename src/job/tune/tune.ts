import { basename, extname } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import { checkRecipe } from "../check.ts";
import { baselineOf, checkBatch } from "../compare.ts";
import { jobText } from "../fitJob.ts";
import { telling, withMetric } from "../notices.ts";
import { runOrders } from "../queue/pool.ts";
import { foldOf, prepare } from "../prepare.ts";
import type { Queue } from "../queue/queue.ts";
import type { Recipe } from "../recipe.ts";
import { abandonRun, startRun } from "../save.ts";
import { situationOf } from "../source/situation.ts";
import { VERSION } from "../version.ts";
import { augmentFor } from "./begin/augment.ts";
import { fixedRecipes, fixedTrial, waysFor } from "./begin/fixed.ts";
import { goalOf } from "./begin/goal.ts";
import { JOURNAL, NOTHING } from "./journal.ts";
import { acquireLock } from "../store/lock.ts";
import { probed } from "./begin/probe.ts";
import { readSpace, spaceFor } from "./begin/space.ts";
import { LOCK, runStudy } from "./study.ts";
import type { StudyJob, TuneEvent, TuneOptions, TuneResult } from "./types.ts";
import type { Started } from "./working.ts";

/** Seconds, when neither these nor trials are named. */
const USUAL_BUDGET = 300;

/**
 * So many trials can run at a time, of which each has several folds to run: a larger lag would keep more cores busy and learn later. It is a
 * constant, and not the number of workers, so that the table is not decided by the machine.
 */
const LAG = 4;

/**
 * Below so many rows a search is by repeated cross-validation and short: facts of small data. It keeps the best of its final and no simpler one
 * within a standard error: that rule was no better on fresh rows in any of six forms, and worse by up to .02 (bench/search/README.md).
 */
const SMALL = 1000;
const SMALL_TRIALS = 50;
const SMALL_FOLDS = 5;

/** Repeats of a trial: the more validation rows there are, the less chance is in the score of one. */
export const foldsFor = (rows: number): number => (rows < 500 ? 5 : rows < 2000 ? 3 : rows < 5000 ? 2 : 1);

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts))
    if (!Number.isInteger(count) || count < 1)
      throw new RegularizeError({
        code: "E311",
        where: `tune.${name}`,
        message: `tune.${name} is out of range`,
        expected: "an integer ≥ 1",
        received: String(count),
      });
}

/** Names of one's own must not be taken for those of sampled trials. */
function checkNames(recipes: readonly Recipe[]): void {
  const taken = recipes.find(({ name }) => /^trial \d+$/u.test(name));
  if (taken === undefined) return;
  throw new RegularizeError({
    code: "E132",
    where: "recipe",
    message: `${JSON.stringify(taken.name)} is what a trial of the search may be called`,
    todo: "give yours another name",
  });
}

/**
 * Searches for the recipe that scores best on validation: strong fixed recipes first, then samples of the space; runs the best again on fresh
 * repeats beside the untuned default, keeps the winner only if it is better there, and scores both once on the sealed test rows. Every question
 * is in the journal before it is worked on: `resumeStudy` goes on to the same table after a stop or a kill.
 * Throws E1xx for options, E105 when the budget is too small for one trial, E2xx for data, E404 when no trial finished, E107 when interrupted.
 */
export async function tune(
  options: TuneOptions,
  onEvent: (event: TuneEvent) => void = () => {},
  { queue = runOrders, now }: { readonly queue?: Queue; readonly now?: Started["now"] } = {},
): Promise<TuneResult> {
  const { signal, out, recipes = [], space: given, top = 5, reruns = 5, ...rest } = options;
  const clock = now ?? (() => performance.now());
  const began = clock();
  checkCounts({ folds: options.folds ?? 1, top, reruns });
  const prepared = await prepare(options, options.seed ?? 42);
  const metric = goalOf(options, prepared.task.kind)?.metric ?? metricFor(prepared.task.kind, options.metric);
  const first = foldOf(prepared, 0);
  const checked = <T>(check: () => T | Promise<T>): Promise<T> =>
    telling(withMetric(prepared.notices, metric), onEvent, check);
  await checked(() => {
    checkBatch(options, first);
    baselineOf(first, metric);
    checkNames(recipes);
  });
  const folds = options.folds ?? foldsFor(first.validation.rows);
  const rows = prepared.rest.length + prepared.test.length;
  const isSmall = rows < SMALL;
  const crossFolds = isSmall && options.time === undefined ? SMALL_FOLDS : undefined;
  const trials = options.trials ?? (isSmall ? SMALL_TRIALS : undefined);
  const budget = options.trials === undefined ? (options.budgetSeconds ?? USUAL_BUDGET) : options.budgetSeconds;
  const own = given === undefined ? undefined : readSpace(given);
  const found = { ...situationOf(first), rows };
  const ways = waysFor({ ...found, augment: [] }, metric, options.base);
  const probing = { first: ways.map(({ first }) => first), prepared, metric, clock, folds, crossFolds };
  const { epochSeconds, at } = await checked(() =>
    probed({ ...probing, workers: options.workers, budgetSeconds: budget }),
  );
  const of = { options, metric, sha256: prepared.data.hash, queue, epochSeconds, budgetSeconds: budget };
  const { augment, audit, notices } = await augmentFor(first, { ...of, onEvent });
  const situation = { ...found, augment, ...ways[at]!.given };
  const space = own ?? spaceFor(situation, metric, options.base);
  const fixed = fixedRecipes(situation, metric, options.base, recipes);
  await checked(async () => {
    for (const recipe of fixed) await checkRecipe(recipe, foldOf(prepared, 0, recipe), metric);
  });
  const job: StudyJob = {
    ...{ v: 1, kind: "tune" },
    options: {
      ...rest,
      ...(trials === undefined ? {} : { trials }),
      ...(budget === undefined ? {} : { budgetSeconds: budget }),
    },
    ...{ metric: metric.name, space, fixed: fixed.map((recipe) => fixedTrial(recipe, space, situation.kind)) },
    ...{ folds, top, reruns, lag: LAG },
    ...(crossFolds === undefined ? {} : { crossFolds }),
    ...(audit === undefined ? {} : { audit }),
    ...{ sha256: prepared.data.hash, version: VERSION },
  };
  const folder = await startRun(out, basename(options.data, extname(options.data)));
  const lock = await acquireLock(folder.pathOf(LOCK));
  let isWorthless = true;
  try {
    await folder.write("job.json", jobText(job));
    await folder.write(JOURNAL, "");
    const onKept = (): void => {
      isWorthless = false;
    };
    return await runStudy(
      { folder, job, prepared, recovered: NOTHING, queue, signal, onKept, now, began, notices },
      onEvent,
    );
  } catch (error) {
    const code = error instanceof RegularizeError ? error.code : "";
    if (code === "E107") isWorthless = false;
    if (code === "E105" || code === "E404") isWorthless = true;
    throw error;
  } finally {
    await lock.release();
    if (isWorthless) await abandonRun(folder);
  }
}
