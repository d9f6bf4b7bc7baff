import { availableParallelism } from "node:os";
import { fold, keyOf } from "../../core/index.ts";
import { replayStudy, type Study, type StudyEvent, type StudyOptions } from "../../decide/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { recordEvents, startOf } from "../watch/events.ts";
import { withMetric } from "../notices.ts";
import type { Order } from "../queue/protocol.ts";
import type { Recipe } from "../recipe.ts";
import type { Outcome } from "../summarize.ts";
import { dataOptions } from "../queue/trials.ts";
import { conclude } from "./tell/conclude.ts";
import { isInterrupt } from "../stop.ts";
import { interrupted, noneFinished } from "./failure.ts";
import { planOf, reserveOf } from "./search/budget.ts";
import { type Final, rerunAll } from "./final/final.ts";
import { bestOf, missingOf, type Plan } from "./final/finalists.ts";
import { goalOf, reaches } from "./begin/goal.ts";
import { type Finalists, JOURNAL, openStudyJournal, type Recovered } from "./journal.ts";
import { judge } from "./final/judged.ts";
import { createProgress, type Progress } from "./search/progress.ts";
import { issueReceipt } from "./final/receipt.ts";
import { foldsOf, search } from "./search/search.ts";
import { keep } from "./search/kept.ts";
import { LOOKED_AT } from "./model/model.ts";
import { recipeOf } from "./begin/space.ts";
import { noticesOf } from "./begin/notices.ts";
import { nameOf } from "./named.ts";
import type { StudyJob, TuneEvent, TuneResult } from "./types.ts";
import { openWorkers } from "../queue/workers.ts";
import type { Started, Working } from "./working.ts";

export const LOCK = "study.lock";

/** A sampled trial that is worse than the best on each of its first two folds is given up: of equal ones that is one of four. */
const PRUNING = { p: 0.26, least: 2 };

/**
 * The first fixed recipes get one fold, then all but the last of them the others, fold by fold: when a short budget ends, there are several to be
 * averaged, with as many folds each.
 */
const RACING = 4;
const STAYING = 3;

/** The study as the journal has it: the same options ask the same questions. */
export function studyOf(
  { options, space, fixed, folds, lag }: StudyJob,
  metric: Metric,
  events: Recovered["events"],
): Study {
  const made: StudyOptions = {
    ...{ space, fixed, better: metric.better, prune: PRUNING, lag, folds },
    race: { rounds: [1], count: Math.min(RACING, fixed.length, options.trials ?? RACING), least: STAYING },
    key: fold(keyOf(options.seed ?? 42), "tune"),
    ...(options.trials === undefined ? {} : { budget: options.trials }),
  };
  const asked = events.map((event): StudyEvent => {
    if (event.type === "told") return { type: "told", id: event.id, fold: event.fold, outcome: event.outcome };
    return { type: "asked", id: event.id, fold: event.fold, values: event.values, source: event.source };
  });
  return replayStudy(made, asked);
}

/** Searches, runs the final, opens the seal and writes the run folder, from wherever the journal has come to. */
export async function runStudy(started: Started, listener: (event: TuneEvent) => void): Promise<TuneResult> {
  const start = performance.now();
  const { folder, job, recovered } = started;
  const prepared = { ...started.prepared, ...foldsOf(job.crossFolds) };
  const metric = metricFor(prepared.task.kind, job.metric);
  const study = studyOf(job, metric, recovered.events);
  const named = (id: number): Recipe => {
    const row = study.rows()[id]!;
    return recipeOf(nameOf(row), row.values, job.options.base);
  };
  const size = job.options.workers ?? availableParallelism();
  const told = recovered.events.flatMap((event) =>
    event.type === "told" ? [{ name: nameOf(study.rows()[event.id]!), seconds: event.seconds }] : [],
  );
  const secondsOf = (name: string): number => counted.secondsOf(name);
  const planning = { study, metric, job, prepared, size, secondsOf, recipeOf: named };
  const planned = (): Plan => planOf(planning);
  const looked = (): number[] => bestOf(study.rows(), metric, LOOKED_AT).map(({ id }) => id);
  const kept = keep(() => new Set([...planned().ids, ...looked()]));
  const events = await recordEvents(
    folder,
    startOf("tune", { ...job.options, folds: job.folds }, prepared, metric),
    job.options,
  );
  const onEvent = events.hear(listener);
  const counted = createProgress(
    { job, reserve: reserveOf(planning), at: recovered.at, told, size, now: started.now, began: started.began },
    onEvent,
  );
  const progress: Progress = {
    ...counted,
    onFold: (done) => {
      if (done.answer.type === "trial") events.trial(done.recipe.name, done.fold, done.answer.trial);
      counted.onFold(done);
    },
  };
  const { base: _, ...data } = job.options;
  const open: Order = { type: "open", data: dataOptions(data), seed: job.options.seed ?? 42, sha256: job.sha256 };
  const notices = [...withMetric(prepared.notices, metric), ...(started.notices ?? []), ...noticesOf(job, recovered)];
  for (const notice of notices) onEvent(notice);
  const journal = await openStudyJournal(folder.pathOf(JOURNAL));
  const workers = openWorkers(started.queue, { open, size, signal: started.signal });
  const shared = { prepared, metric, study, journal, progress, recipeOf: named, open, size, kept };
  const working: Working = { ...started, ...shared, planned, queue: workers.queue, stop: workers.stop };
  try {
    const finalists = recovered.final ?? (await runSearch(working));
    const { outcomes, final } = await runFinal(working, finalists);
    const judged = judge(working, finalists, outcomes);
    const receipt = await issueReceipt(working, { ...judged, outcomes, finalists });
    return await conclude({ ...working, ...judged, outcomes, final, receipt, notices, start }, onEvent);
  } catch (error) {
    const explained = isInterrupt(error) ? interrupted(folder, study.rows()) : error;
    events.fail(explained);
    throw explained;
  } finally {
    await workers.close();
    await journal.close();
    await events.close();
  }
}

async function runSearch(working: Working): Promise<Finalists> {
  const { study, journal, queue, open, size, metric, progress, job, signal } = working;
  const goal = goalOf(job.options, working.prepared.task.kind);
  const isReached = (): boolean => {
    const best = study.best();
    return goal !== undefined && best !== undefined && reaches(goal, best.score);
  };
  const ended = await search({
    ...{ study, journal, queue, open, size, signal, recipeOf: working.recipeOf, metric: metric.name },
    ...{ clock: progress.clock, hasTime: progress.hasTime, crossFolds: job.crossFolds, isReached },
    overdue: { isSo: progress.isOverdue, stop: working.stop },
    onFold: (done) => {
      if (done.answer.type === "trial") working.kept.add(done.id, done.fold, done.answer.trial);
      working.onKept?.();
      progress.onFold(done);
    },
  });
  const rows = study.rows();
  const { ids, repeats } = working.planned();
  if (ids.length === 0 || repeats.length === 0)
    throw noneFinished(rows, { job, ended, seconds: progress.secondsOfTrial() });
  const finalists: Finalists = { type: "final", ids, repeats, ended, at: progress.clock() };
  await journal.note(finalists);
  return finalists;
}

async function runFinal(working: Working, finalists: Finalists): Promise<{ outcomes: Outcome[]; final: Final }> {
  const { journal, queue, open, size, metric, progress, recovered, signal } = working;
  const rows = working.study.rows();
  const missing = finalists.ids.flatMap((id) => missingOf(rows[id]!, finalists)).length;
  progress.toFinal(Math.max(0, missing - recovered.reruns.length));
  const final: Final = {
    ...{ finalists, journal, queue, metric: metric.name, recipeOf: working.recipeOf },
    ...{
      crossFolds: working.job.crossFolds,
      with: { open, size, signal },
      onRerun: progress.onFold,
      kept: working.kept,
    },
  };
  return { outcomes: await rerunAll(final, recovered.reruns), final };
}
