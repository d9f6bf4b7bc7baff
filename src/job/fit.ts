import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, extname, join } from "node:path";
import { fold, keyOf, RegularizeError } from "../core/index.ts";
import { bootstrapInterval } from "../decide/index.ts";
import { openCheckpoints, openJournal, readJournal, type RunFolder } from "../observe/index.ts";
import { createRuntime, type Runtime } from "../run/index.ts";
import { gain } from "../train/best.ts";
import type { Checkpoint } from "../train/loop.ts";
import { metricFor } from "../train/metrics/choose.ts";
import type { Metric } from "../train/metrics/index.ts";
import { baselineOf } from "./baseline.ts";
import { lintNotices } from "./lint/lintRecipe.ts";
import { watchOf } from "./watch/live.ts";
import { telling, withMetric } from "./notices.ts";
import { checkBatch, checkRecipe, unusedNotices } from "./check.ts";
import { columnsOfFold } from "./diagnose/leaks.ts";
import { diagnoseFit, namedData } from "./diagnose/ofRun.ts";
import { keptEdit, quoted } from "./command.ts";
import { recordEvents, startOf } from "./watch/events.ts";
import { counted, findingsOf, SUSPECTS, trusted } from "./gap/findings.ts";
import { openHealth } from "./watch/health.ts";
import { type FitJob, jobText } from "./fitJob.ts";
import { type Fold, foldOf, type Prepared, prepare } from "./prepare.ts";
import { resolveRecipe } from "./recipe.ts";
import { fitReportOf } from "./report.ts";
import { abandonRun, hashOf, saveRun, startRun } from "./save.ts";
import { pauseOrStop } from "./stop.ts";
import { runTrial, saidOf, trainedAs, type Trial } from "./trial.ts";
import type { FitEvent, FitOptions, FitResult } from "./types.ts";
import { BASELINE } from "./usual.ts";
import { VERSION } from "./version.ts";
import { keptNotices } from "./keptWords.ts";

/** At most this much work is done again after a kill. */
const SECONDS_BETWEEN_CHECKPOINTS = 10;

/**
 * Trains one network, tells its train/validation gap honestly, scores it once on the sealed test rows and writes a run folder
 * with `model.onnx`. It can be stopped or killed at any moment: `resume` goes on to the same weights, bit for bit.
 * Throws E1xx for options, E2xx for data, E403 when it diverges.
 */
export async function fit(options: FitOptions, onEvent: (event: FitEvent) => void = () => {}): Promise<FitResult> {
  const start = performance.now();
  const { signal: _, out, recipe: given, base, augment, ...rest } = options;
  const prepared = await prepare(options, options.seed ?? 42);
  const metric = metricFor(prepared.task.kind, options.metric);
  const recipe = resolveRecipe({ ...BASELINE, ...given, ...base, ...(augment === undefined ? {} : { augment }) });
  const part = foldOf(prepared, 0, recipe);
  await pauseOrStop(options.signal);
  await telling(withMetric(prepared.notices, metric), onEvent, async () => {
    checkBatch({ ...options, recipes: [recipe] }, part);
    baselineOf(part, metric);
    await checkRecipe(recipe, part, metric);
  });
  const facts = { metric: metric.name, sha256: prepared.data.hash, version: VERSION };
  const job: FitJob = { v: 1, kind: "fit", options: rest, recipe, ...facts };
  const folder = await startRun(out, basename(options.data, extname(options.data)));
  try {
    await folder.write("job.json", jobText(job));
    return await train({ folder, job, prepared, signal: options.signal, start }, onEvent);
  } finally {
    await abandonRun(folder);
  }
}

/** A fit that has a folder: new, or to be gone on with. */
export interface Started {
  readonly folder: RunFolder;
  readonly job: FitJob;
  readonly prepared: Prepared;
  readonly signal?: AbortSignal | undefined;
  readonly resume?: Checkpoint;
  /** When the job began, by `performance.now()`. */
  readonly start: number;
}

/** Trains from the start or from a checkpoint, and finishes the run folder. */
export async function train(started: Started, listener: (event: FitEvent) => void): Promise<FitResult> {
  const { folder, job, prepared, start } = started;
  const { aggregatesOnly = false } = job.options;
  const metric = metricFor(prepared.task.kind, job.metric);
  const part = foldOf(prepared, 0, job.recipe);
  const runtime = await createRuntime({ threads: job.options.workers ?? 1 });
  const events = await recordEvents(folder, startOf("fit", job.options, prepared, metric));
  const onEvent = events.hear(listener);
  try {
    const notices = [
      ...withMetric(prepared.notices, metric),
      ...keptNotices(job.options, prepared, () => part),
      ...unusedNotices([job.recipe], metric, part),
      ...lintNotices([job.recipe], part, metric),
    ];
    for (const notice of notices) onEvent(notice);
    const baseline = baselineOf(part, metric);
    const trial = await trainInFolder(started, { part, baseline, runtime }, onEvent);
    const { records: lines } = await readJournal(folder.pathOf("metrics.jsonl"));
    const found = trial.watched && (await findingsOf(prepared, part, trial.watched, lines));
    const seen = found && (aggregatesOnly ? counted(found) : found);
    const rows = part.examples(prepared.test);
    const { recipe } = job;
    const trainer = await trainedAs(recipe, part, { seed: part.seed, runtime }, trial);
    const predictions = await saidOf(trainer, part, trial, rows);
    const key = fold(keyOf(prepared.seed), "test bootstrap");
    const test = bootstrapInterval(rows.rows, metric.prepare(predictions), { key, range: metric.range });
    const scores = {
      metric: { name: metric.name, title: metric.title, better: metric.better },
      ...scoresOf(trial, metric, baseline),
      test: { value: test.value, low: test.low, high: test.high },
      ...(seen === undefined ? {} : { findings: seen.findings }),
    };
    const columns = columnsOfFold(part);
    const facts = { recipe, result: scores, lines, rows: prepared.data.rows, split: job.options.split };
    const diagnosis = diagnoseFit({ ...facts, ...(columns === undefined ? {} : { columns }) }, scores);
    const told = seen && trusted(seen, diagnosis.kind);
    if (told?.suspects !== undefined) await folder.write(SUSPECTS, told.suspects);
    const counts = { train: part.train.rows, validation: part.validation.rows, test: rows.rows };
    const result: FitResult = {
      ...{ v: 1, type: "result", task: prepared.task.kind, ...scores },
      ...(told === undefined ? {} : { findings: told.findings }),
      ...{ diagnosis: namedData(diagnosis, job.options), conclusion: diagnosis.sentence },
      rows: counts,
      run: folder.path,
      weights: hashOf(trial.state),
      seconds: (performance.now() - start) / 1000,
    };
    const saved = { ...result, diagnosis: namedData(diagnosis, job.options, keptEdit) };
    const story = { options: job.options, recipe, notices, zeros: trial.zeros, rows: counts, lines };
    const report = fitReportOf(saved, story);
    const kept = { prepared, recipe, repeat: 0, metric, trial, runtime, trainer };
    await saveRun(folder, "fit", {
      ...kept,
      result: saved,
      report,
      others: ["job.json", ...(told?.suspects === undefined ? [] : [SUSPECTS])],
    });
    // They hold what training said of each row.
    if (aggregatesOnly) await rm(join(folder.path, "checkpoints"), { recursive: true, force: true });
    onEvent(result);
    return result;
  } catch (error) {
    events.fail(error);
    throw error;
  } finally {
    await runtime.dispose();
    await events.close();
  }
}

/** Threads that augment ahead of the step: the cores that the runtime leaves, a few at most. */
const helpersOf = ({ options }: FitJob): number =>
  Math.max(0, Math.min(4, availableParallelism() - (options.workers ?? 1)));

/** Trains with a line of `metrics.jsonl` an epoch, and a checkpoint whenever the last is old enough. */
async function trainInFolder(
  { folder, job, signal, resume }: Started,
  { part, baseline, runtime }: { readonly part: Fold; readonly baseline: number; readonly runtime: Runtime },
  onEvent: (event: FitEvent) => void,
): Promise<Trial> {
  const { recipe, metric } = job;
  const journal = await openJournal(folder.pathOf("metrics.jsonl"));
  const store = await openCheckpoints(folder.path);
  const seconds = job.options.checkpointSeconds ?? SECONDS_BETWEEN_CHECKPOINTS;
  // The first step is saved at once: a kill never loses everything.
  let saved = resume === undefined ? Number.NEGATIVE_INFINITY : performance.now();
  let saves = 0;
  let shown = Number.NEGATIVE_INFINITY;
  const stopping = (): boolean => signal?.aborted === true;
  const health = await openHealth(folder);
  const known = metricFor(part.task.kind, metric);
  const live = watchOf(recipe, known, baseline);
  try {
    return await runTrial(recipe, part, {
      ...{ seed: part.seed, metric, runtime, resume, threads: helpersOf(job), watch: true },
      checkpoint: {
        due: () => stopping() || performance.now() - saved >= 1000 * seconds,
        save: async (checkpoint) => {
          await journal.flush();
          await store.save(checkpoint);
          saved = performance.now();
          saves++;
          if (stopping()) throw interrupted(folder);
        },
      },
      onEpoch: ({ type, ...line }, epochs, trainer) => {
        health.note(line.epoch, trainer);
        journal.append({ recipe: recipe.name, repeat: 0, ...line });
        // Who looks on sees the epoch soon. What cannot be written stays buffered, and the checkpoint's flush tells.
        if (performance.now() - shown >= 1000) {
          shown = performance.now();
          void journal.flush().catch(() => undefined);
        }
        const { epoch, train, validation } = line;
        onEvent({
          ...{ v: 1, type, epoch, epochs, train: train.metric, validation: validation.metric },
          loss: { train: train.loss, validation: validation.loss },
        });
        const warning = live.note(line);
        if (warning !== undefined) onEvent(warning);
      },
    });
  } catch (error) {
    // Diverged at once: from its first step there is nothing to go on with.
    const isWorthless = resume === undefined && saves <= 1 && error instanceof RegularizeError && error.code === "E403";
    if (isWorthless) await rm(join(folder.path, "checkpoints"), { recursive: true, force: true });
    throw error;
  } finally {
    await health.close();
    await journal.close();
  }
}

const interrupted = (folder: RunFolder): RegularizeError =>
  new RegularizeError({
    code: "E107",
    message: "Interrupted",
    details: [`saved in ${folder.path}`],
    todo: `regularize resume ${quoted(folder.path)}`,
  });

function scoresOf({ train: training, validation, end }: Trial, metric: Metric, baseline: number) {
  const gap = gain(metric.better, training, validation);
  return { train: training, validation, gap, baseline, epochs: end.epochs, bestEpoch: end.kept };
}
