import { stepsOf } from "../../train/epoch.ts";
import { type Replay, replay } from "../../train/naive.ts";
import { pickRows } from "../../train/pick.ts";
import type { AnyExamples } from "../../train/score.ts";
import type { BatchSource } from "../../train/source.ts";
import { ScheduledStrengths } from "../../train/strengths.ts";
import type { Trainer } from "../../train/trainer.ts";
import { batchSizeOf, epochsOf, strengthsOf } from "../model.ts";
import { type Fold, foldOf, type Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { saidOf, type Trial } from "../trial.ts";
import { errorsOf, lookedRows, segmentsOf } from "./findings.ts";
import { itemizedGaps } from "./itemized.ts";
import type { KeptFindings } from "./types.ts";

/** A network that was trained without being watched. */
export interface Unwatched {
  readonly prepared: Prepared;
  readonly recipe: Recipe;
  readonly repeat: number;
  readonly trial: Trial;
  /** With the weights of the trial. */
  readonly trainer: Trainer;
}

/**
 * The gap of a finished trial taken apart, without training: its kept epoch is replayed once, and segments are measured on its own
 * rows. What only training tells, of single rows, is not found. Undefined where no epoch was finished.
 */
export async function keptFindings(of: Unwatched): Promise<KeptFindings | undefined> {
  const { prepared, recipe, repeat, trial, trainer } = of;
  const part: Fold = foldOf(prepared, repeat, recipe);
  const epoch = trial.end.kept;
  if (epoch < 1 || !trial.history.some((line) => line.epoch === epoch)) return undefined;
  const replays = [{ epoch, replay: await replayed(recipe, part, trainer, epoch) }];
  const lines = trial.history.map((line) => ({ ...line }));
  const [kept] = itemizedGaps({ replays }, lines);
  return kept === undefined ? undefined : { kept, segments: await segmentsOfKept(of) };
}

/** Which classes and values of columns a finished trial overfits more, on its own training and validation rows. */
export async function segmentsOfKept({
  prepared,
  recipe,
  repeat,
  trial,
  trainer,
}: Unwatched): Promise<KeptFindings["segments"]> {
  const part: Fold = foldOf(prepared, repeat, recipe);
  const rows = lookedRows(part);
  const errors = async (of: AnyExamples, looked: Int32Array): Promise<Float64Array> =>
    errorsOf(await saidOf(trainer, part, trial, looked.length === of.rows ? of : pickRows(of, looked)));
  return segmentsOf(prepared, part, rows, {
    train: await errors(part.train, rows.train),
    validation: await errors(part.validation, rows.validation),
  });
}

/** The epoch once more, under the strengths of its last step. */
async function replayed(recipe: Recipe, part: Fold, trainer: Trainer, epoch: number): Promise<Replay> {
  const { train, seed } = part;
  const source: BatchSource | undefined = await part.source(recipe);
  const strengths = new ScheduledStrengths(trainer, strengthsOf(recipe));
  try {
    const batchSize = Math.min(batchSizeOf(recipe, train.rows), train.rows);
    const rows = source?.rows ?? train.rows;
    const epochs = epochsOf({ ...recipe, batchSize }, rows);
    const { perEpoch } = stepsOf({ rows }, batchSize, { epochs });
    const progress = { epoch: epoch - 1, epochs, time: epoch - 1 / perEpoch, stepsPerEpoch: perEpoch };
    strengths.set(progress, strengths.init());
    return await replay({ trainer, train, source, batchSize, seed, epoch });
  } finally {
    strengths.reset();
    await source?.close?.();
  }
}
