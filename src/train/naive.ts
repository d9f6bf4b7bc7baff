import { type Key, keyOf } from "../core/index.ts";
import { drawing, momentOf, orderOf, rowsOf, stepsOf } from "./epoch.ts";
import type { LearningLosses } from "./naiveMeter.ts";
import type { AnyExamples } from "./score.ts";
import type { BatchSource } from "./source.ts";
import type { Trainer } from "./trainer.ts";

export interface ReplayOptions {
  readonly trainer: Trainer;
  readonly train: AnyExamples;
  /** What the epoch learned from in place of the clean rows. */
  readonly source?: BatchSource | undefined;
  readonly batchSize: number;
  /** The loop's. */
  readonly seed: number;
  /** The epoch that is replayed, from 1. */
  readonly epoch: number;
}

/** An epoch learned from once more at weights that do not change: mean losses, each with one thing more switched off. */
export interface Replay {
  /** Its batches as they were drawn, in learn mode. */
  readonly drawn: number;
  /** The clean rows, in learn mode. */
  readonly clean: number;
  /** … by the plain loss. */
  readonly plain: number;
  /** … with running statistics. */
  readonly running: number;
  /** … without noise: inference. */
  readonly inference: number;
  /** Penalties on weights, and on what the model does with the batches. */
  readonly penalty: number;
}

/** Rows that a replay looks at; of longer epochs, batches are taken evenly. */
const MOST_ROWS = 5000;

/**
 * Replays an epoch without learning: the same order, augmentation and noise, at the weights as they are now. With a source of
 * batches the clean rows follow in an order of their own.
 */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { trainer, train, source, seed } = options;
  const key = keyOf(seed);
  const costs = Object.values(await trainer.penaltyCosts()).reduce((a, b) => a + b, 0);
  const clean = await meanLosses(options, rowsOf(train), key);
  const drawn = source === undefined ? clean : await meanLosses(options, source, key);
  return {
    ...{ drawn: drawn.learn, clean: clean.learn, plain: clean.plain, running: clean.running },
    ...{ inference: clean.inference, penalty: costs + drawn.terms },
  };
}

/** Means over rows of what an epoch's batches cost, or evenly taken ones. */
async function meanLosses(
  { trainer, batchSize, epoch }: ReplayOptions,
  source: BatchSource,
  key: Key,
): Promise<LearningLosses> {
  const order = orderOf(source.rows, key, epoch - 1);
  const { perEpoch } = stepsOf(source, batchSize, { epochs: 1 });
  const taken = Math.max(1, Math.min(perEpoch, Math.floor(MOST_ROWS / batchSize)));
  const sums = { learn: 0, plain: 0, running: 0, inference: 0, terms: 0 };
  let total = 0;
  for (let i = 0; i < taken; i++) {
    const batch = Math.floor((i * perEpoch) / taken);
    const chosen = order.subarray(batch * batchSize, (batch + 1) * batchSize);
    const { examples, rows } = await drawing(source, chosen, momentOf(key, epoch - 1));
    const losses = await trainer.learningLosses(examples, rows, (epoch - 1) * perEpoch + batch + 1);
    for (const name of ["learn", "plain", "running", "inference", "terms"] as const)
      sums[name] += losses[name] * rows.length;
    total += rows.length;
  }
  const { learn, plain, running, inference, terms } = sums;
  return {
    ...{ learn: learn / total, plain: plain / total, running: running / total },
    ...{ inference: inference / total, terms: terms / total },
  };
}
