import { type Forecast, forecastSentence } from "../../decide/learningCurve/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { checkRecipe, modelNotice } from "../check.ts";
import { baselineOf, noWinner } from "../baseline.ts";
import { withMetric } from "../notices.ts";
import { foldOf, prepare } from "../prepare.ts";
import { resolveRecipe } from "../recipe.ts";
import { saveRun, writeMetrics } from "../save.ts";
import { bestRepeat } from "../sealed.ts";
import type { GoingOn } from "../store/session.ts";
import { inSession, trainAll } from "../store/work.ts";
import { rowCounts, shownMetric, testFractionOf } from "../result.ts";
import { rivalOf } from "./against.ts";
import { curveReportOf, nextOfCurve } from "./report.ts";
import { partsOf } from "./sizes.ts";
import { summarizeCurve } from "./summarize.ts";
import type { CurveSize, LearningCurveEvent, LearningCurveOptions, LearningCurveResult } from "./types.ts";
import { withRuntime } from "../runtime.ts";

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
  const notices = [...withMetric(prepared.notices, metric), modelNotice(plain, first)];
  return inSession(
    { kind: "learning-curve", options, prepared, metric, notices, listener, goingOn },
    async (working) => {
      const { folder } = working.session;
      return withRuntime(async (runtime) => {
        const shares = new Map(parts.map(({ name, share }) => [name, share]));
        const of = { metric, sha256: prepared.data.hash, shares };
        const { outcomes, finished, leftOut } = await trainAll(recipes, options, working, of);
        const whole = outcomes.at(-1)!;
        if (whole.error !== undefined) throw noWinner([whole], metric);
        const { sizes, found } = summarizeCurve(outcomes, {
          rows: parts.map(({ share }) => foldOf(prepared, 0, plain, share).train.rows),
          ...{ repeats: finished, metric, seed, testFraction: testFractionOf(first) },
        });
        const told = resultOf(sizes, found, {
          ...{ task: prepared.task.kind, metric, baseline, run: folder.path, repeats: finished.length },
          ...(rival === undefined ? {} : { against: { ...rival, run: options.against! } }),
          rows: rowCounts(first, prepared),
          seconds: (performance.now() - start) / 1000,
        });
        const result = { ...told, next: nextOfCurve(told, options) };
        const repeat = bestRepeat(finished, whole.trials, metric);
        const trial = whole.trials.get(repeat)!;
        await writeMetrics(folder, outcomes);
        const report = curveReportOf(options, result, working.notices);
        const kept = { prepared, recipe: plain, repeat, trial, metric, runtime };
        await saveRun(folder, "learning-curve", { ...kept, result, report });
        return { result, leftOut };
      });
    },
  );
}

/** What is known of a learning curve beside its scores. */
interface Known
  extends Pick<LearningCurveResult, "task" | "against" | "baseline" | "rows" | "repeats" | "run" | "seconds"> {
  readonly metric: Metric;
}

function resultOf(sizes: readonly CurveSize[], found: Forecast, known: Known): LearningCurveResult {
  const { metric, ...rest } = known;
  const { kind, note, fit, gain, factor } = found;
  const conclusion = forecastSentence(found, {
    metric,
    rows: { smallest: sizes[0]!.rows, largest: rest.rows.train },
    ...(rest.against === undefined ? {} : { against: rest.against }),
  });
  return {
    ...{ v: 1, type: "result", metric: shownMetric(metric), sizes, conclusion },
    forecast: { kind, gain, factor, ...(note === undefined ? {} : { note }), ...(fit === undefined ? {} : { fit }) },
    ...rest,
  };
}
