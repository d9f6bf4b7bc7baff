import { join } from "node:path";
import { RegularizeError } from "../core/index.ts";
import { showNotice } from "../data/index.ts";
import type { OutputColumn } from "../data/writeParquet.ts";
import { decodeSafetensors, openRun } from "../observe/index.ts";
import { createPredictor } from "../train/predictor.ts";
import { showSteps } from "./augment/steps.ts";
import { type Card, readCard } from "./card.ts";
import { quoted } from "./command.ts";
import { cardsOf, meanOf, splitTensors } from "./ensemble.ts";
import { exists } from "./exists.ts";
import { problemOf } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { readRows } from "./source/kinds.ts";
import { pauseOrStop } from "./stop.ts";
import { stoppable } from "./stoppable.ts";
import { averaged, averagedMessage, checkCopies } from "./testTime.ts";
import { withRuntime } from "./runtime.ts";

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
  /** Aborted, it stops between two blocks of rows: E107. */
  readonly signal?: AbortSignal;
}

/** Predictions of a run's model: one output column per name, in the order of the rows. */
export interface Predicted {
  readonly rows: number;
  readonly columns: readonly OutputColumn[];
  readonly notices: readonly { readonly message: string }[];
}

/** Predicts without writing anything. Throws E230 when the columns do not fit the model, E84x when the run is damaged, E107 when it is to stop. */
export async function predictRows(options: PredictRowsOptions): Promise<Predicted> {
  const run = await openRun(options.run).catch((cause: unknown) => explained(options.run, cause));
  const card = await readCard(run);
  const { tensors } = decodeSafetensors(await run.read("model.safetensors"));
  const { run: _, tta = 0, augment, signal, ...source } = options;
  const given = augment === undefined ? {} : { augment };
  checkCopies(tta);
  await pauseOrStop(signal);
  const found = await readRows(card, { ...source, target: card.target });
  const { rows, notices, names } = found;
  const members = cardsOf(card);
  const all = splitTensors(tensors, members.length);
  return withRuntime(async (runtime) => {
    const said: Float32Array[] = [];
    const copied: Awaited<ReturnType<typeof averaged>>[] = [];
    for (const [i, member] of members.entries()) {
      const predictor = createPredictor(problemOf(member), all[i]!, runtime);
      const own = i === 0 ? found : { ...found, ...found.as(member) };
      const predictions = await predictor.predict(stoppable(own.x, rows, signal), rows);
      said.push(inUnits(member, predictions));
      if (tta === 0) continue;
      const stopped: typeof own.copies =
        own.copies && ((steps, key) => stoppable(own.copies!(steps, key), rows, signal));
      const from = { rows, ...(stopped === undefined ? {} : { copies: stopped }) };
      const copies = await averaged(predictor, from, { predictions, tta, card, ...given });
      copied.push({ ...copies, mean: inUnits(member, copies.mean) });
    }
    const told = notices.map((notice) => ({ message: showNotice(notice) }));
    const plain = outputColumns(card, meanOf(said), rows);
    const named = names === undefined ? [] : [{ name: "image", values: [...names] }];
    if (tta === 0) return { rows, columns: [...named, ...plain], notices: told };
    const apart = outputColumns(card, meanOf(copied.map(({ mean }) => mean)), rows);
    const message = averagedMessage(plain, apart, `${tta} copies by ${showSteps(copied[0]!.steps)}`);
    return { rows, columns: [...named, ...plain, ...prefixed(apart)], notices: [...told, { message }] };
  });
}

/** Standardized values in the user's units; probabilities as they are. */
const inUnits = ({ task, scale }: Card, said: Float32Array): Float32Array =>
  task.kind === "regression" ? said.map((v) => v * scale.deviation + scale.mean) : said;

const prefixed = (columns: readonly OutputColumn[]): OutputColumn[] =>
  columns.map(({ name, values }) => ({ name: `tta_${name}`, values }));

/** E840 told better: E135 when there is no such folder, and how to go on where a fit began there. */
async function explained(run: string, cause: unknown): Promise<never> {
  if (!(cause instanceof RegularizeError) || cause.code !== "E840") throw cause;
  if (!(await exists(run, "isDirectory")))
    throw new RegularizeError({
      code: "E135",
      where: run,
      message: `There is no run folder ${run}`,
      todo: "give the folder that compare or fit printed after `saved`",
      cause,
    });
  if (!(await exists(join(run, "job.json"), "isFile"))) throw cause;
  throw new RegularizeError({
    code: cause.code,
    where: run,
    message: `${run} is a fit that was not finished`,
    todo: `regularize resume ${quoted(run)}`,
    cause,
  });
}

/** `prediction`, and for classes `probability_CLASS` of each. */
function outputColumns({ task, scales }: Card, predictions: Float32Array, rows: number): OutputColumn[] {
  if (task.kind === "regression") return [{ name: "prediction", values: predictions }];
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
