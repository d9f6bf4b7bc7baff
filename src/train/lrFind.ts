import { fold, keyOf, permutation, RegularizeError } from "../core/index.ts";
import type { Trainer } from "./interface.ts";
import type { AnyExamples } from "./score.ts";

export interface LrFindOptions {
  /** Learning rates at the first and the last step; defaults 1e-7 and 10. */
  readonly low?: number;
  readonly high?: number;
  /** Default 100. */
  readonly steps?: number;
  readonly batchSize: number;
  readonly seed?: number;
}

export interface LrFound {
  /** Learning rate and smoothed data loss of each step taken. */
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  /** Where the loss falls fastest: a rate to begin with. NaN when it never falls. */
  readonly suggestion: number;
}

/** Steps at the start, whose smoothed loss is not yet one, and the factor by which the loss may rise. */
const WARM_UP = 10;
const BLOWN_UP = 4;

/**
 * Learning-rate range test: steps with a rate that grows exponentially until the loss blows up. The trainer is afterwards as
 * it was, bit for bit. Smith 2017, arXiv:1506.01186; smoothing and suggestion as fastai's.
 */
export async function lrFind(trainer: Trainer, train: AnyExamples, options: LrFindOptions): Promise<LrFound> {
  const { low = 1e-7, high = 10, steps = 100, batchSize, seed = 42 } = options;
  if (!(low > 0 && high > low && Number.isInteger(steps) && steps > WARM_UP))
    throw new RegularizeError({
      code: "E311",
      where: "lrFind",
      message: "lrFind needs rates 0 < low < high and more than 10 steps",
      received: `${low}, ${high}, ${steps} steps`,
    });
  const before = { snapshot: trainer.snapshot(), learningRate: trainer.learningRate };
  const rates: number[] = [];
  const losses: number[] = [];
  try {
    let mean = 0;
    let best = Number.POSITIVE_INFINITY;
    for (const [step, rows] of batchesOf(train.rows, batchSize, steps, seed).entries()) {
      trainer.learningRate = low * (high / low) ** (step / (steps - 1));
      const loss = await lossOf(trainer, train, rows);
      if (loss === undefined) break;
      mean = 0.98 * mean + 0.02 * loss;
      const smooth = mean / (1 - 0.98 ** (step + 1));
      rates.push(trainer.learningRate);
      losses.push(smooth);
      best = Math.min(best, smooth);
      if (step > WARM_UP && smooth > BLOWN_UP * best) break;
    }
  } finally {
    trainer.restore(before.snapshot);
    trainer.learningRate = before.learningRate;
  }
  return { rates, losses, suggestion: steepest(rates, losses) };
}

/** The loss of a step; undefined when it is not finite any more. */
async function lossOf(trainer: Trainer, train: AnyExamples, rows: Int32Array): Promise<number | undefined> {
  try {
    return await trainer.step(train, rows);
  } catch (error) {
    if (error instanceof RegularizeError && error.code === "E403") return undefined;
    throw error;
  }
}

function batchesOf(rows: number, batchSize: number, steps: number, seed: number): Int32Array[] {
  const key = fold(keyOf(seed), "lrFind");
  const perEpoch = Math.max(1, Math.floor(rows / batchSize));
  const orders = Array.from({ length: Math.ceil(steps / perEpoch) }, (_, epoch) => permutation(rows, fold(key, epoch)));
  return Array.from({ length: steps }, (_, i) => {
    const start = (i % perEpoch) * batchSize;
    return orders[Math.floor(i / perEpoch)]!.subarray(start, start + batchSize);
  });
}

/** The rate at which the loss falls fastest on a logarithmic axis, before its minimum. */
function steepest(rates: readonly number[], losses: readonly number[]): number {
  const end = losses.indexOf(Math.min(...losses));
  let slope = 0;
  let suggestion = Number.NaN;
  for (let i = WARM_UP; i < end; i++) {
    const change = losses[i + 1]! - losses[i - 1]!;
    if (change < slope) [slope, suggestion] = [change, rates[i]!];
  }
  return suggestion;
}
