import { type Key, permutation, RegularizeError } from "../core/index.ts";
import { checkBatchSize } from "./checks.ts";
import { pickRows } from "./pick.ts";
import type { Examples } from "./score.ts";
import type { Trainer } from "./trainer.ts";

/** How long to train. */
export type Length = { readonly epochs: number } | { readonly steps: number };

export interface Plan {
  readonly steps: number;
  readonly perEpoch: number;
}

/** A last batch of a single row is left out, unless it is all there is: batch norm cannot learn from it. */
export function stepsOf(train: Examples, batchSize: number, length: Length): Plan {
  checkBatchSize(Math.min(batchSize, train.rows));
  const rest = train.rows % batchSize;
  const perEpoch = Math.floor(train.rows / batchSize) + (rest > 1 || rest === train.rows ? 1 : 0);
  return { perEpoch, steps: "epochs" in length ? length.epochs * perEpoch : length.steps };
}

/** One step, whose failure names the epoch too. */
export async function stepOf(trainer: Trainer, train: Examples, rows: Int32Array, epoch: number): Promise<void> {
  try {
    await trainer.step(train, rows);
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
export function sampleOf(examples: Examples, limit: number, key: Key): Examples {
  if (examples.rows <= limit) return examples;
  const rows = permutation(examples.rows, key).subarray(0, limit).toSorted();
  return pickRows(examples, rows);
}
