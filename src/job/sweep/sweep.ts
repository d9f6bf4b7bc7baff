import { createRuntime } from "../../run/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { checkRecipe } from "../check.ts";
import { baselineOf, checkBatch, modelNotice, noWinner, stoppedNotice } from "../compare.ts";
import { recordEvents, startOf } from "../events.ts";
import { withMetric } from "../notices.ts";
import { foldOf, prepare } from "../prepare.ts";
import { saveRun, writeMetrics } from "../save.ts";
import { scoreTest } from "../sealed.ts";
import { type GoingOn, openSession } from "../store/session.ts";
import { runTrials } from "../trials.ts";
import type { NoticeEvent } from "../types.ts";
import { sweepReportOf } from "./report.ts";
import { checkUse, type Swept, sweptOf } from "./strengths.ts";
import { type Summarized, summarizeOutcomes } from "./summarize.ts";
import type { SweepEvent, SweepOptions, SweepResult } from "./types.ts";

/**
 * Trains one recipe at every strength of a grid on the same repeats, and tells the best strength, the strongest within one
 * standard error of it, and whether the strength matters at all. The sealed test rows are scored once, for the chosen
 * strength and for the reference. Writes a run folder with the chosen model. Interrupted, it finishes with whole repeats.
 * Throws E141–E143 for the strength, and as `compare`.
 */
export async function sweep(
  options: SweepOptions,
  listener: (event: SweepEvent) => void = () => {},
  goingOn: GoingOn = {},
): Promise<SweepResult> {
  const start = performance.now();
  const swept = sweptOf(options.strength, options.points, options.base);
  const prepared = await prepare(options, options.seed ?? 42);
  const metric = metricFor(prepared.task.kind, options.metric);
  const [plain, last] = [swept.recipes[swept.reference]!, swept.recipes.at(-1)!];
  const first = foldOf(prepared, 0, plain);
  checkUse(swept, first.shape.isClassification);
  checkBatch(options, first);
  const baseline = baselineOf(first, metric);
  for (const recipe of [plain, last]) await checkRecipe(recipe, first, metric);
  const of = { metric, sha256: prepared.data.hash };
  const session = await openSession({ kind: "sweep", options, ...of, metric: metric.name }, goingOn);
  const { folder, queue, spent } = session;
  const runtime = await createRuntime({ threads: 1 });
  const events = await recordEvents(folder, { job: "sweep", ...startOf(options, prepared, metric) });
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
    const trialsOf = { ...of, queue, spent, onTrial: events.trial };
    events.recipes(swept.recipes);
    const { outcomes, finished } = await runTrials(swept.recipes, repeats, trialsOf, options, (event) => {
      if (event.type === "trial") onEvent(event);
    });
    if (finished.length < repeats.length) say(stoppedNotice(finished.length, options));
    const testFraction = first.validation.rows / first.train.rows;
    const found = summarizeOutcomes(outcomes, { swept, repeats: finished, metric, testFraction, baseline });
    if (found === undefined) throw noWinner(outcomes, metric);
    const { summary } = found;
    const recipe = swept.recipes[summary.chosen]!;
    const context = { prepared, recipes: swept.recipes, outcomes, repeats: finished, metric, runtime };
    const { rows, winner, plain: off, difference, exported } = await scoreTest(context, recipe.name, plain.name);
    const result = resultOf(swept, found, {
      ...{ task: prepared.task.kind, metric, baseline, run: folder.path, repeats: finished.length },
      test: { rows, chosen: winner, reference: off, difference, exported },
      rows: { train: first.train.rows, validation: first.validation.rows, test: prepared.test.length },
      seconds: (performance.now() - start) / 1000,
    });
    const trial = outcomes[summary.chosen]!.trials.get(exported.seed)!;
    await writeMetrics(folder, outcomes);
    const report = sweepReportOf(options, result, {
      notices,
      outcomes,
      swept,
      metric,
      testFraction,
      repeats: finished,
    });
    await saveRun(folder, "sweep", { prepared, recipe, repeat: exported.seed, trial, metric, runtime, result, report });
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

/** What is known of a sweep beside its curve. */
interface Known extends Pick<SweepResult, "task" | "baseline" | "test" | "rows" | "repeats" | "run" | "seconds"> {
  readonly metric: Metric;
}

function resultOf(swept: Swept, { summary, strengths, conclusion }: Summarized, known: Known): SweepResult {
  const { metric, ...rest } = known;
  const { best, strongest, chosen, kind, edge, most } = summary;
  const at = (index: number): number => swept.values[index]!;
  return {
    ...{ v: 1, type: "result", strength: { key: swept.key, scale: swept.scale }, strengths },
    metric: { name: metric.name, title: metric.title, better: metric.better },
    ...{ reference: at(swept.reference), best: at(best), strongest: at(strongest), chosen: at(chosen) },
    ...{ kind, most, conclusion, ...(edge === undefined ? {} : { edge }) },
    ...rest,
  };
}
