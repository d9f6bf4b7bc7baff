import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { checkBatch, checkRecipe, modelNotice } from "../check.ts";
import { baselineOf, noWinner } from "../baseline.ts";
import { withMetric } from "../notices.ts";
import { foldOf, prepare } from "../prepare.ts";
import { saveRun, writeMetrics } from "../save.ts";
import { scoreTest } from "../sealed.ts";
import type { GoingOn } from "../store/session.ts";
import { inSession, trainAll } from "../store/work.ts";
import { rowCounts, shownMetric, testFractionOf } from "../result.ts";
import { nextOfSweep } from "./next.ts";
import { sweepReportOf } from "./report.ts";
import { checkUse, type Swept, sweptOf } from "./strengths.ts";
import { type Summarized, summarizeOutcomes } from "./summarize.ts";
import type { SweepEvent, SweepOptions, SweepResult } from "./types.ts";
import { withRuntime } from "../runtime.ts";

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
  const notices = [...withMetric(prepared.notices, metric), modelNotice(plain, first)];
  return inSession({ kind: "sweep", options, prepared, metric, notices, listener, goingOn }, async (working) => {
    const { folder } = working.session;
    return withRuntime(async (runtime) => {
      const of = { metric, sha256: prepared.data.hash };
      const { outcomes, finished, leftOut } = await trainAll(swept.recipes, options, working, of);
      const testFraction = testFractionOf(first);
      const found = summarizeOutcomes(outcomes, { swept, repeats: finished, metric, testFraction, baseline });
      if (found === undefined) throw noWinner(outcomes, metric);
      const { summary } = found;
      const recipe = swept.recipes[summary.chosen]!;
      const context = { prepared, recipes: swept.recipes, outcomes, repeats: finished, metric, runtime };
      const { rows, winner, plain: off, difference, exported } = await scoreTest(context, recipe.name, plain.name);
      const told = resultOf(swept, found, {
        ...{ task: prepared.task.kind, metric, baseline, run: folder.path, repeats: finished.length },
        test: { rows, chosen: winner, reference: off, difference, exported },
        rows: rowCounts(first, prepared),
        seconds: (performance.now() - start) / 1000,
      });
      const result = { ...told, next: nextOfSweep(told, swept) };
      const repeat = exported.seed;
      const trial = outcomes[summary.chosen]!.trials.get(repeat)!;
      await writeMetrics(folder, outcomes);
      const story = { notices: working.notices, outcomes, swept, metric, testFraction, repeats: finished };
      const report = sweepReportOf(options, result, story);
      await saveRun(folder, "sweep", { prepared, recipe, repeat, trial, metric, runtime, result, report });
      return { result, leftOut };
    });
  });
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
    metric: shownMetric(metric),
    ...{ reference: at(swept.reference), best: at(best), strongest: at(strongest), chosen: at(chosen) },
    ...{ kind, most, conclusion, ...(edge === undefined ? {} : { edge }) },
    ...rest,
  };
}
