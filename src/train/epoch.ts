import { fold, type Key, permutation, RegularizeError } from "../core/index.ts";
import { checkBatchSize } from "./checks.ts";
import { pickRows } from "./pick.ts";
import type { BatchSource } from "./source.ts";
import type { AnyExamples } from "./score.ts";
import type { Trainer } from "./trainer.ts";

/** How long to train. */
export type Length = { readonly epochs: number } | { readonly steps: number };

export interface Plan {
  readonly steps: number;
  readonly perEpoch: number;
}

/** A last batch of a single row is left out, unless it is all there is: batch norm cannot learn from it. */
export function stepsOf(train: { readonly rows: number }, batchSize: number, length: Length): Plan {
  checkBatchSize(Math.min(batchSize, train.rows));
  const rest = train.rows % batchSize;
  const perEpoch = Math.floor(train.rows / batchSize) + (rest > 1 || rest === train.rows ? 1 : 0);
  return { perEpoch, steps: "epochs" in length ? length.epochs * perEpoch : length.steps };
}

/** The order of rows in an epoch, from 0, of a loop with this key. */
export const orderOf = (rows: number, key: Key, epoch: number): Int32Array =>
  permutation(rows, fold(key, "epoch", epoch));

/** What the augmentation of an epoch, from 0, is drawn by. */
export const momentOf = (key: Key, epoch: number): Parameters<BatchSource["draw"]>[1] => ({
  epoch,
  key: fold(key, "augment", epoch),
});

/** A batch to learn from: examples, and which of their rows. */
export interface Drawn {
  readonly examples: AnyExamples;
  readonly rows: Int32Array;
}

export type Drawing = Drawn | Promise<Drawn>;

/** The clean rows themselves: nothing is copied before the step does. */
export const rowsOf = (examples: AnyExamples): BatchSource & { readonly clean: AnyExamples } => ({
  rows: examples.rows,
  clean: examples,
  draw: (rows) => pickRows(examples, rows),
});

/** Begins to make a batch. A failure is that of whoever waits for the batch, never of the step that runs meanwhile. */
export function drawing(source: BatchSource, rows: Int32Array, epoch: Parameters<BatchSource["draw"]>[1]): Drawing {
  if ("clean" in source) return { examples: (source as ReturnType<typeof rowsOf>).clean, rows };
  const whole = (examples: AnyExamples): Drawn => ({
    examples,
    rows: Int32Array.from({ length: examples.rows }, (_, row) => row),
  });
  try {
    const drawn = source.draw(rows, epoch);
    return drawn instanceof Promise ? awaited(drawn.then(whole)) : whole(drawn);
  } catch (error) {
    return awaited(Promise.reject(error));
  }
}

/** A promise that is waited for later, or not at all when a step fails first: till then its failure is nobody's. */
function awaited<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** One step and its data loss in learn mode; a failure names the epoch too. */
export async function stepOf(trainer: Trainer, { examples, rows }: Drawn, epoch: number): Promise<number> {
  try {
    return await trainer.step(examples, rows);
  } catch (error) {
    if (!(error instanceof RegularizeError) || error.code !== "E403") throw error;
    throw new RegularizeError({
      code: "E403",
      where: `epoch ${epoch}, ${error.where}`,
      message: error.message.replace(/at step/u, `at epoch ${epoch}, step`),
      details: error.details,
      ...(error.todo === undefined ? {} : { todo: error.todo }),
    });
  }
}

/** A fixed sample of rows, or all of them. */
export function sampleOf(examples: AnyExamples, limit: number, key: Key): AnyExamples {
  if (examples.rows <= limit) return examples;
  const rows = permutation(examples.rows, key).subarray(0, limit).toSorted();
  return pickRows(examples, rows);
}
