import { type Forecast, forecastSentence } from "../../decide/learningCurve/index.ts";
import { createRuntime } from "../../run/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { checkRecipe } from "../check.ts";
import { baselineOf, modelNotice, noWinner, stoppedNotice } from "../compare.ts";
import { recordEvents, startOf } from "../events.ts";
import { withMetric } from "../notices.ts";
import { foldOf, prepare } from "../prepare.ts";
import { resolveRecipe } from "../recipe.ts";
import { saveRun, writeMetrics } from "../save.ts";
import { bestRepeat } from "../sealed.ts";
import { type GoingOn, openSession } from "../store/session.ts";
import { runTrials } from "../trials.ts";
import type { NoticeEvent } from "../types.ts";
import { rivalOf } from "./against.ts";
import { curveReportOf } from "./report.ts";
import { partsOf } from "./sizes.ts";
import { summarizeCurve } from "./summarize.ts";
import type { CurveSize, LearningCurveEvent, LearningCurveOptions, LearningCurveResult } from "./types.ts";

/**
 * Trains one recipe on nested parts of the training rows, each half of the next, over the same repeats and validation rows, and
 * tells what twice the rows would give, beside the best regularizer of another run. The sealed test rows stay sealed. Writes a
 * run folder with the model of all rows. Throws E227 for too few rows, E144 for a run that cannot stand beside, and as `compare`.
 */
export async function learningCurve(
  options: LearningCurveOptions,
  listener: (event: LearningCurveEvent) => void = () => {},
  goingOn: GoingOn = {},
): Promise<LearningCurveResult> {
  const start = performance.now();
  const seed = options.seed ?? 42;
  const prepared = await prepare(options, seed);
  const metric = metricFor(prepared.task.kind, options.metric);
  const plain = resolveRecipe({ ...options.base, name: "all" });
  const first = foldOf(prepared, 0, plain);
  const baseline = baselineOf(first, metric);
  const parts = partsOf(first, options.sizes);
  const recipes = parts.map(({ name }) => ({ ...plain, name }));
  const smallest = foldOf(prepared, 0, plain, parts[0]!.share);
  for (const part of [smallest, first]) await checkRecipe(plain, part, metric);
  const rival = options.against === undefined ? undefined : await rivalOf(options.against, metric, prepared.data.hash);
  const of = { metric, sha256: prepared.data.hash };
  const session = await openSession({ kind: "learning-curve", options, ...of, metric: metric.name }, goingOn);
  const { folder, queue, spent } = session;
  const runtime = await createRuntime({ threads: 1 });
  const events = await recordEvents(folder, { job: "learning-curve", ...startOf(options, prepared, metric) });
  const onEvent = events.hear(listener);
  try {
    const notices: NoticeEvent[] = [];
    const say = (notice: NoticeEvent): void => {
      notices.push(notice);
      onEvent(notice);
    };
    for (const notice of [...withMetric(prepared.notices, metric), modelNotice(plain, first)]) say(notice);
    for (const notice of session.notices) onEvent(notice);
    const repeats = Array.from({ length: options.seeds ?? 5 }, (_, i) => i);
    const shares = new Map(parts.map(({ name, share }) => [name, share]));
    const trialsOf = { ...of, queue, spent, shares, onTrial: events.trial };
    events.recipes(recipes);
    const { outcomes, finished } = await runTrials(recipes, repeats, trialsOf, options, (event) => {
      if (event.type === "trial") onEvent(event);
    });
    if (finished.length < repeats.length) say(stoppedNotice(finished.length, options));
    const whole = outcomes.at(-1)!;
    if (whole.error !== undefined) throw noWinner([whole], metric);
    const { sizes, found } = summarizeCurve(outcomes, {
      rows: parts.map(({ share }) => foldOf(prepared, 0, plain, share).train.rows),
      ...{ repeats: finished, metric, seed, testFraction: first.validation.rows / first.train.rows },
    });
    const result = resultOf(sizes, found, {
      ...{ task: prepared.task.kind, metric, baseline, run: folder.path, repeats: finished.length },
      ...(rival === undefined ? {} : { against: { ...rival, run: options.against! } }),
      rows: { train: first.train.rows, validation: first.validation.rows, test: prepared.test.length },
      seconds: (performance.now() - start) / 1000,
    });
    const repeat = bestRepeat(finished, whole.trials, metric);
    await writeMetrics(folder, outcomes);
    const report = curveReportOf(options, result, notices);
    const trial = whole.trials.get(repeat)!;
    await saveRun(folder, "learning-curve", {
      prepared,
      recipe: plain,
      repeat,
      trial,
      metric,
      runtime,
      result,
      report,
    });
    const leftOut = options.signal?.aborted === true && finished.length < repeats.length;
    for (const notice of await session.finish(leftOut)) onEvent(notice);
    onEvent(result);
    return result;
  } catch (error) {
    const explained = session.explain(error);
    events.fail(explained);
    throw explained;
  } finally {
    await runtime.dispose();
    await events.close();
    await session.close();
  }
}

/** What is known of a learning curve beside its scores. */
interface Known
  extends Pick<LearningCurveResult, "task" | "against" | "baseline" | "rows" | "repeats" | "run" | "seconds"> {
  readonly metric: Metric;
}

function resultOf(sizes: readonly CurveSize[], found: Forecast, known: Known): LearningCurveResult {
  const { metric, ...rest } = known;
  const { title, better, name } = metric;
  const { kind, note, fit, gain, factor } = found;
  const conclusion = forecastSentence(found, {
    metric: { title, better },
    rows: { smallest: sizes[0]!.rows, largest: rest.rows.train },
    ...(rest.against === undefined ? {} : { against: rest.against }),
  });
  return {
    ...{ v: 1, type: "result", metric: { name, title, better }, sizes, conclusion },
    forecast: { kind, gain, factor, ...(note === undefined ? {} : { note }), ...(fit === undefined ? {} : { fit }) },
    ...rest,
  };
}
