import { rmdir } from "node:fs/promises";
import { basename } from "node:path";
import {
  createOutFolder,
  createRunFolder,
  encodeSafetensors,
  openJournal,
  renderReport,
  type RunFolder,
  writeManifest,
} from "../observe/index.ts";
import type { Runtime } from "../run/index.ts";
import type { Metric } from "../train/metrics/index.ts";
import type { Card } from "./card.ts";
import { commandOf } from "./command.ts";
import { exportOnnx } from "./export.ts";
import { type Fold, foldOf, type Prepared } from "./prepare.ts";
import type { Recipe } from "./recipe.ts";
import type { Outcome } from "./summarize.ts";
import { type Trial, trainerOf } from "./trial.ts";
import type { CompareOptions, CompareResult, NoticeEvent } from "./types.ts";
import { PLAIN } from "./ladder.ts";
import { VERSION } from "./version.ts";

/** Makes the run's folder before anything is trained, so that a place that cannot be written is known at once. */
export const startRun = (out: string | undefined, name: string): Promise<RunFolder> =>
  out === undefined ? createRunFolder("runs", name) : createOutFolder(out);

/** Removes a folder that nothing was written to. */
export async function abandonRun(folder: RunFolder): Promise<void> {
  await rmdir(folder.path).catch(() => {
    // Something is in it: it stays, and without a manifest it is not taken for a run.
  });
}

/** What a finished comparison leaves behind. */
export interface Finished {
  readonly options: CompareOptions;
  readonly prepared: Prepared;
  readonly notices: readonly NoticeEvent[];
  readonly outcomes: readonly Outcome[];
  /** Recipe and repeat of the model that is kept. */
  readonly recipe: Recipe;
  readonly repeat: number;
  readonly metric: Metric;
  readonly result: CompareResult;
  readonly runtime: Runtime;
}

const FILES = ["recipe.json", "metrics.jsonl", "model.onnx", "model.safetensors", "result.json", "report.html"];

/** Writes the run: recipe, metrics, both forms of the model, result, report, and last the manifest that vouches for them. */
export async function saveRun(folder: RunFolder, finished: Finished): Promise<void> {
  const { prepared, outcomes, recipe, repeat, metric, result, runtime } = finished;
  const fold = foldOf(prepared, repeat);
  const trial = outcomes.find(({ name }) => name === recipe.name)!.trials.get(repeat)!;
  const card = cardOf(prepared, fold, recipe, repeat, metric);
  const tensors = await tensorsOf(recipe, fold, trial, runtime);
  await folder.write("recipe.json", `${JSON.stringify(card, null, 2)}\n`);
  await writeMetrics(folder, outcomes);
  await folder.write("model.safetensors", encodeSafetensors(tensors, { recipe: recipe.name }));
  await folder.write("model.onnx", exportOnnx(card, tensors));
  await folder.write("result.json", `${JSON.stringify({ ...result, run: folder.name }, null, 2)}\n`);
  await folder.write("report.html", reportOf(finished));
  await writeManifest(folder, FILES, { kind: "compare", version: VERSION });
}

function cardOf(prepared: Prepared, fold: Fold, recipe: Recipe, repeat: number, metric: Metric): Card {
  const { table, task, target, seed } = prepared;
  const { scale, shape, preprocessor } = fold;
  return {
    ...{ v: 1, kind: "table", recipe, task, target: target.name, scale, shape, preprocessor },
    ...{ metric: metric.name, seed, repeat },
    data: { name: basename(table.path), sha256: table.hash, rows: table.rows },
  };
}

async function tensorsOf(recipe: Recipe, fold: Fold, trial: Trial, runtime: Runtime) {
  const trainer = await trainerOf(recipe, fold, fold.seed, runtime);
  const { slots, steps } = trainer.snapshot();
  trainer.restore({ state: trial.state, slots, steps });
  return trainer.tensors();
}

async function writeMetrics(folder: RunFolder, outcomes: readonly Outcome[]): Promise<void> {
  const journal = await openJournal(folder.pathOf("metrics.jsonl"));
  for (const { name, trials } of outcomes)
    for (const [repeat, { history }] of trials)
      for (const { type: _, ...epoch } of history) journal.append({ recipe: name, repeat, ...epoch });
  await journal.close();
}

function reportOf({ options, notices, outcomes, result }: Finished): string {
  const shown = outcomes.filter(({ name }) => name === PLAIN || name === result.winner);
  const curves = shown.flatMap(({ name, trials }) =>
    [...trials].map(([repeat, { history, end }]) => ({
      recipe: name,
      repeat,
      kept: end.kept,
      epochs: history.map(({ epoch, train, validation }) => ({
        epoch,
        train: train.loss,
        validation: validation.loss,
      })),
    })),
  );
  return renderReport(
    { ...result, run: basename(result.run) },
    { notices, curves, command: commandOf(options), version: VERSION },
  );
}
