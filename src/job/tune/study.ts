import { availableParallelism } from "node:os";
import { fold, keyOf } from "../../core/index.ts";
import { replayStudy, type Study, type StudyEvent, type StudyOptions } from "../../decide/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { withMetric } from "../notices.ts";
import type { Order } from "../queue/protocol.ts";
import { dataOptions } from "../queue/trials.ts";
import { openWorkers } from "../queue/workers.ts";
import type { Recipe } from "../recipe.ts";
import { isInterrupt } from "../stop.ts";
import { recordEvents, startOf } from "../watch/events.ts";
import { noticesOf } from "./begin/notices.ts";
import { trialRecipe } from "./begin/space.ts";
import { interrupted } from "./failure.ts";
import { judge } from "./final/judged.ts";
import { issueReceipt } from "./final/receipt.ts";
import { runFinal } from "./final/run.ts";
import { JOURNAL, openStudyJournal, type Recovered } from "./journal.ts";
import { nameOf } from "./named.ts";
import { paceOf } from "./search/pace.ts";
import type { Progress } from "./search/progress.ts";
import { runSearch } from "./search/run.ts";
import { foldsOf } from "./search/search.ts";
import { conclude } from "./tell/conclude.ts";
import type { StudyJob, TuneEvent, TuneResult } from "./types.ts";
import type { Started, Working } from "./working.ts";
import { foldOf } from "../prepare.ts";
import { keptNotices } from "../keptWords.ts";

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
function studyOf({ options, space, fixed, folds, lag }: StudyJob, metric: Metric, events: Recovered["events"]): Study {
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
  const recipeOf = (id: number): Recipe => {
    const row = study.rows()[id]!;
    return trialRecipe(nameOf(row), row.values, job.options.base);
  };
  const size = job.options.workers ?? availableParallelism();
  const events = await recordEvents(folder, startOf("tune", { ...job.options, folds: job.folds }, prepared, metric));
  const onEvent = events.hear(listener);
  const { progress: counted, ...pace } = paceOf(started, { study, metric, prepared, size, recipeOf }, onEvent);
  const progress: Progress = {
    ...counted,
    onFold: (done) => {
      if (done.answer.type === "trial") events.trial(done.recipe.name, done.fold, done.answer.trial);
      counted.onFold(done);
    },
  };
  const { base: _, ...data } = job.options;
  const open: Order = { type: "open", data: dataOptions(data), seed: job.options.seed ?? 42, sha256: job.sha256 };
  const notices = [
    ...withMetric(prepared.notices, metric),
    ...keptNotices(job.options, prepared, () => foldOf(prepared, 0)),
    ...(started.notices ?? []),
    ...noticesOf(job, recovered),
  ];
  for (const notice of notices) onEvent(notice);
  const journal = await openStudyJournal(folder.pathOf(JOURNAL));
  const workers = openWorkers(started.queue, { open, size, signal: started.signal });
  const shared = { prepared, metric, study, journal, progress, recipeOf, open, size };
  const working: Working = { ...started, ...shared, ...pace, queue: workers.queue, stop: workers.stop };
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
