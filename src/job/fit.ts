import { basename, extname } from "node:path";
import { fold, keyOf } from "../core/index.ts";
import { bootstrapInterval } from "../decide/index.ts";
import { createRuntime } from "../run/index.ts";
import { gain } from "../train/best.ts";
import { metricFor } from "../train/metrics/choose.ts";
import type { Metric } from "../train/metrics/index.ts";
import { baselineOf, checkBatch, withMetric } from "./compare.ts";
import { epochsOf } from "./model.ts";
import { foldOf, prepare } from "./prepare.ts";
import { type Recipe, resolveRecipe } from "./recipe.ts";
import { abandonRun, saveRun, startRun } from "./save.ts";
import { predictTrial, runTrial, type Trial } from "./trial.ts";
import type { FitEvent, FitOptions, FitResult } from "./types.ts";

/** L2 and early stopping with plateau: the field's usual baseline. */
const BASELINE = { name: "baseline", l2: 1e-3, earlyStopping: true, schedule: "plateau" } as const;

/**
 * Trains one network, tells its train/validation gap honestly, scores it once on the sealed test rows and writes a run folder
 * with `model.onnx`. Throws E1xx for options, E2xx for data, E403 when it diverges.
 */
export async function fit(options: FitOptions, onEvent: (event: FitEvent) => void = () => {}): Promise<FitResult> {
  const start = performance.now();
  const seed = options.seed ?? 42;
  const prepared = await prepare(options, seed);
  const metric = metricFor(prepared.task.kind, options.metric);
  const recipe = resolveRecipe({ ...BASELINE, ...options.recipe, ...options.base });
  const part = foldOf(prepared, 0);
  checkBatch({ ...options, recipes: [recipe] }, part);
  const folder = await startRun(options.out, basename(options.data, extname(options.data)));
  const runtime = await createRuntime({ threads: options.workers ?? 1 });
  try {
    for (const notice of withMetric(prepared.notices, metric)) onEvent(notice);
    const epochs = epochsOf(recipe, part.train.rows);
    const trial = await runTrial(recipe, part, {
      ...{ seed: part.seed, metric: metric.name, runtime },
      onEpoch: ({ epoch, train, validation }) =>
        onEvent({
          ...{ v: 1, type: "epoch", epoch, epochs },
          ...{ train: train.metric, validation: validation.metric },
          loss: { train: train.loss, validation: validation.loss },
        }),
    });
    const rows = part.examples(prepared.test);
    const predictions = await predictTrial(recipe, part, { seed: part.seed, runtime }, trial, rows);
    const test = bootstrapInterval(rows.rows, metric.prepare(predictions), {
      key: fold(keyOf(seed), "test bootstrap"),
    });
    const result: FitResult = {
      ...{ v: 1, type: "result", task: prepared.task.kind },
      metric: { name: metric.name, title: metric.title, better: metric.better },
      ...scoresOf(recipe, trial, metric, baselineOf(part, metric)),
      test: { value: test.value, low: test.low, high: test.high },
      run: folder.path,
      seconds: (performance.now() - start) / 1000,
    };
    const outcomes = [{ name: recipe.name, trials: new Map([[0, trial]]) }];
    await saveRun(folder, "fit", { prepared, recipe, repeat: 0, metric, outcomes, runtime, result });
    onEvent(result);
    return result;
  } finally {
    await runtime.dispose();
    await abandonRun(folder);
  }
}

function scoresOf(recipe: Recipe, { train, validation, end }: Trial, metric: Metric, baseline: number) {
  const gap = gain(metric.better, train, validation);
  const learned = gain(metric.better, validation, baseline) > 0;
  const shown = (value: number): string => Number(value.toPrecision(3)).toString();
  const conclusion = learned
    ? `${recipe.name}: ${metric.title} ${shown(validation)} on validation, ${shown(train)} on training rows (gap ${shown(gap)}); guessing gives ${shown(baseline)}. Whether the gap costs anything: regularize compare.`
    : `no signal: validation ${metric.title} ${shown(validation)} does not beat guessing (${shown(baseline)}).`;
  return { train, validation, gap, baseline, epochs: end.epochs, bestEpoch: end.kept, conclusion };
}
