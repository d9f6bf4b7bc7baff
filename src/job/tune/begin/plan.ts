import { RegularizeError } from "../../../core/index.ts";
import { metricFor } from "../../../train/metrics/choose.ts";
import type { Metric } from "../../../train/metrics/index.ts";
import { checkBatch, checkRecipe } from "../../check.ts";
import { baselineOf } from "../../baseline.ts";
import { telling, withMetric } from "../../notices.ts";
import { foldOf, prepare, type Prepared } from "../../prepare.ts";
import type { Queue } from "../../queue/queue.ts";
import type { Recipe } from "../../recipe.ts";
import { situationOf } from "../../source/situation.ts";
import type { NoticeEvent } from "../../types.ts";
import { VERSION } from "../../version.ts";
import type { StudyJob, TuneOptions } from "../types.ts";
import { type Augmented, augmentFor } from "./augment.ts";
import { fixedRecipes, fixedTrial, waysFor } from "./fixed.ts";
import { goalOf } from "./goal.ts";
import { type Limits, limitsOf } from "./limits.ts";
import { probed } from "./probe.ts";
import { readSpace, spaceFor } from "./space.ts";

/**
 * So many trials can run at a time, of which each has several folds to run: a larger lag would keep more cores busy and learn later. It is a
 * constant, and not the number of workers, so that the table is not decided by the machine.
 */
const LAG = 4;

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

/** What there is to plan with. */
interface Planning {
  readonly queue: Queue;
  readonly clock: () => number;
  readonly onEvent: (event: NoticeEvent) => void;
}

/** A study before its first trial: what is to be asked of which data, and what was looked at for that. */
export interface Planned {
  readonly job: StudyJob;
  readonly prepared: Prepared;
  readonly notices: readonly NoticeEvent[];
}

/** Decides all that decides the table of trials; refuses what cannot be searched before anything is written. */
export async function planStudy(options: TuneOptions, { queue, clock, onEvent }: Planning): Promise<Planned> {
  const { signal: _, out: __, recipes = [], space: given, top = 5, reruns = 5, ...rest } = options;
  const { base } = options;
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
  const limits = limitsOf(options, prepared, first);
  const { rows, budgetSeconds } = limits;
  const own = given === undefined ? undefined : readSpace(given);
  const found = { ...situationOf(first), rows };
  const ways = waysFor({ ...found, augment: [] }, metric, base);
  const probing = { first: ways.map((way) => way.first), prepared, metric, clock, workers: options.workers };
  const { epochSeconds, at } = await checked(() => probed({ ...probing, ...limits }));
  const of = { options, metric, sha256: prepared.data.hash, queue, epochSeconds, budgetSeconds, onEvent };
  const augmented = await augmentFor(first, of);
  const situation = { ...found, augment: augmented.augment, ...ways[at]!.given };
  const space = own ?? spaceFor(situation, metric, base);
  const fixed = fixedRecipes(situation, metric, base, recipes);
  await checked(async () => {
    for (const recipe of fixed) await checkRecipe(recipe, foldOf(prepared, 0, recipe), metric);
  });
  const trials = fixed.map((recipe) => fixedTrial(recipe, space, situation.kind));
  const asked = { space, fixed: trials, top, reruns, audit: augmented.audit };
  return { job: jobOf(rest, limits, { ...asked, prepared, metric }), prepared, notices: augmented.notices };
}

interface Decided extends Pick<StudyJob, "space" | "fixed" | "top" | "reruns"> {
  readonly audit: Augmented["audit"];
  readonly prepared: Prepared;
  readonly metric: Metric;
}

/** `job.json`. */
function jobOf(
  options: StudyJob["options"],
  { folds, crossFolds, trials, budgetSeconds }: Limits,
  { audit, prepared, metric, ...decided }: Decided,
): StudyJob {
  return {
    ...{ v: 1, kind: "tune" },
    options: {
      ...options,
      ...(trials === undefined ? {} : { trials }),
      ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
    },
    ...{ metric: metric.name, space: decided.space, fixed: decided.fixed },
    ...{ folds, top: decided.top, reruns: decided.reruns, lag: LAG },
    ...(crossFolds === undefined ? {} : { crossFolds }),
    ...(audit === undefined ? {} : { audit }),
    ...{ sha256: prepared.data.hash, version: VERSION },
  };
}
