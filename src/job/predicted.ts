import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fold, keyOf, RegularizeError } from "../core/index.ts";
import { showNotice } from "../data/index.ts";
import type { OutputColumn } from "../data/writeParquet.ts";
import { decodeSafetensors, openRun } from "../observe/index.ts";
import { createRuntime } from "../run/index.ts";
import { createPredictor, type Predictor } from "../train/predictor.ts";
import { showSteps } from "./augment/steps.ts";
import { type Card, parseCard } from "./card.ts";
import { quoted } from "./command.ts";
import { usualAugment } from "./ladder.ts";
import { inputOf, lossOf, modelOf } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { readRows } from "./source/kinds.ts";
import type { NewRows } from "./source/use.ts";

export interface PredictRowsOptions {
  /** Folder of a run. */
  readonly run: string;
  /** Data as the model was trained on; the target is not needed. */
  readonly data: string;
  readonly delimiter?: string;
  readonly trimHeaders?: boolean;
  readonly onBadCell?: "error" | "missing";
  /** Test-time augmentation: predictions averaged over the row and so many augmented copies, in columns of their own. */
  readonly tta?: number;
  /** How copies are made: as the model was trained when absent. */
  readonly augment?: Recipe["augment"];
}

/** Predictions of a run's model: one output column per name, in the order of the rows. */
export interface Predicted {
  readonly rows: number;
  readonly columns: readonly OutputColumn[];
  readonly notices: readonly { readonly message: string }[];
}

/** Predicts without writing anything. Throws E230 when the columns do not fit the model, E84x when the run is damaged. */
export async function predictRows(options: PredictRowsOptions): Promise<Predicted> {
  const run = await openRun(options.run).catch((cause: unknown) => explained(options.run, cause));
  const card = parseCard(await run.readText("recipe.json"), "recipe.json");
  const { tensors } = decodeSafetensors(await run.read("model.safetensors"));
  const { recipe, shape } = card;
  const { run: _, tta = 0, augment, ...source } = options;
  const found = await readRows(card, { ...source, target: card.target });
  const { rows, x, notices, names } = found;
  const runtime = await createRuntime({ threads: 1 });
  try {
    const problem = {
      model: modelOf(recipe, shape),
      loss: lossOf(recipe, shape),
      penalties: [],
      input: inputOf(shape),
      outputs: shape.outputs,
    };
    const predictor = createPredictor(problem, tensors, runtime);
    const predictions = await predictor.predict(x, rows);
    const told = notices.map((notice) => ({ message: showNotice(notice) }));
    const plain = outputColumns(card, predictions, rows);
    const named = names === undefined ? [] : [{ name: "image", values: [...names] }];
    if (tta === 0) return { rows, columns: [...named, ...plain], notices: told };
    const steps = stepsOf(card, augment);
    const averaged = outputColumns(card, await averageOf(predictor, found, { predictions, steps, tta, card }), rows);
    const apart = averaged.map(({ name, values }) => ({ name: `tta_${name}`, values }));
    const message = ttaMessage({ plain, averaged, rows }, `${tta} copies by ${showSteps(steps)}`);
    return { rows, columns: [...named, ...plain, ...apart], notices: [...told, { message }] };
  } finally {
    await runtime.dispose();
  }
}

/** How copies are made: as the user says, as the model was trained, else as is usual for its kind of data. */
function stepsOf({ kind, recipe }: Card, given: Recipe["augment"] | undefined): Recipe["augment"] {
  if (given !== undefined && given.length > 0) return given;
  return recipe.augment.length > 0 ? recipe.augment : usualAugment(kind);
}

/** Mean of the predictions of the rows and of `tta` augmented copies of each, [rows, outputs]. */
async function averageOf(
  predictor: Predictor,
  { rows, copies }: NewRows,
  of: {
    readonly predictions: Float32Array;
    readonly steps: Recipe["augment"];
    readonly tta: number;
    readonly card: Card;
  },
): Promise<Float32Array> {
  if (copies === undefined)
    throw new RegularizeError({
      code: "E138",
      where: "--tta",
      message:
        "Test-time augmentation is for images and texts: a row of a table has no copies that surely mean the same",
      todo: "leave --tta out",
    });
  const key = fold(keyOf(of.card.seed), "test-time augmentation");
  const sum = Float64Array.from(of.predictions);
  for (let copy = 0; copy < of.tta; copy++) {
    const said = await predictor.predict(copies(of.steps, fold(key, copy)), rows);
    for (let i = 0; i < sum.length; i++) sum[i]! += said[i]!;
  }
  return Float32Array.from(sum, (value) => value / (of.tta + 1));
}

function ttaMessage(
  {
    plain,
    averaged,
    rows,
  }: { readonly plain: readonly OutputColumn[]; readonly averaged: readonly OutputColumn[]; readonly rows: number },
  how: string,
): string {
  const [own, other] = [plain[0]!.values, averaged[0]!.values];
  let differ = 0;
  for (let row = 0; row < rows; row++) if (own[row] !== other[row]) differ++;
  const what = typeof own[0] === "string" ? `${differ} of ${rows} labels differ` : "columns tta_…";
  return `test-time augmentation, ${how}: ${what}; reported apart, in columns tta_…`;
}

/** E840 told better: E135 when there is no such folder, and how to go on where a fit began there. */
async function explained(run: string, cause: unknown): Promise<never> {
  if (!(cause instanceof RegularizeError) || cause.code !== "E840") throw cause;
  const is = (path: string, what: "isFile" | "isDirectory"): Promise<boolean> =>
    stat(path).then(
      (found) => found[what](),
      () => false,
    );
  if (!(await is(run, "isDirectory")))
    throw new RegularizeError({
      code: "E135",
      where: run,
      message: `There is no run folder ${run}`,
      todo: "give the folder that compare or fit printed after `saved`",
      cause,
    });
  if (!(await is(join(run, "job.json"), "isFile"))) throw cause;
  throw new RegularizeError({
    code: cause.code,
    where: run,
    message: `${run} is a fit that was not finished`,
    todo: `regularize resume ${quoted(run)}`,
    cause,
  });
}

/** `prediction`, and for classes `probability_CLASS` of each. */
function outputColumns({ task, scale, scales }: Card, predictions: Float32Array, rows: number): OutputColumn[] {
  if (task.kind === "regression")
    return [{ name: "prediction", values: predictions.map((v) => v * scale.deviation + scale.mean) }];
  const { classes } = task;
  const of = (row: number): Float32Array => predictions.subarray(row * classes.length, (row + 1) * classes.length);
  const bestOf = (probabilities: Float32Array): string => {
    const weighed = scales === undefined ? probabilities : probabilities.map((p, c) => p * scales[c]!);
    return classes[weighed.indexOf(Math.max(...weighed))]!;
  };
  const labels = Array.from({ length: rows }, (_, row) => bestOf(of(row)));
  const probabilities = classes.map((name, c) => ({
    name: `probability_${name}`,
    values: Float32Array.from({ length: rows }, (_, row) => of(row)[c]!),
  }));
  return [{ name: "prediction", values: labels }, ...probabilities];
}
