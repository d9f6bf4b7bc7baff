import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fold, keyOf } from "../../src/core/index.ts";
import { batches } from "../../src/data/index.ts";
import { diagnose, type StoryEpoch } from "../../src/decide/diagnose/index.ts";
import { diagnoseJob } from "../../src/job/diagnose/diagnose.ts";
import { foldOf } from "../../src/job/prepare.ts";
import { matrixOf } from "../../src/train/rows.ts";
import { crossEntropy, mse } from "../../src/loss/index.ts";
import { batchNorm1d, linear, relu, sequential } from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import type { Runtime } from "../../src/run/index.ts";
import { createTrainer } from "../../src/train/trainer.ts";
import { preparedOf, written } from "../generated/trials.ts";
import { clouds, friedman } from "../generated/world.ts";
import type { Line } from "./run.ts";

export const STALE = "stale batch norm";

/** Inputs of such a scale, and so far from 0, as raw pixels have it, are far from the mean 0 and variance 1 that running statistics begin with. */
const VARIANTS = [
  { world: clouds(3, 3), rows: 800, momentum: 0.001, learningRate: 2e-2, scale: 10 },
  { world: friedman(0, 1), rows: 800, momentum: 0.003, learningRate: 1e-2, scale: 3 },
  { world: clouds(2, 3, 4), rows: 600, momentum: 0.001, learningRate: 3e-2, scale: 30 },
] as const;

export const STALE_VARIANTS = VARIANTS.length;

/**
 * A network whose running statistics follow far too slowly for its few steps. Of two seeds of a variant one is told with
 * both scorings of training rows, the other as the history of Keras, which has none in inference mode.
 */
export async function staleVerdict(
  seed: number,
  { folder, runtime }: { readonly folder: string; readonly runtime: Runtime },
): Promise<Line> {
  const at = (seed >> 1) % VARIANTS.length;
  const { world, rows, momentum, learningRate, scale } = VARIANTS[at]!;
  const part = foldOf(await preparedOf(written(world, rows, { folder, seed }), seed), 0);
  const { shape } = part;
  const [train, validation] = [part.train, part.validation].map((of) => ({
    ...of,
    x: matrixOf(of.x, of.rows).map((v) => scale * (v + 10)),
  })) as [typeof part.train, typeof part.train];
  const norm = { momentum };
  const trainer = await createTrainer({
    model: sequential(
      linear(64),
      batchNorm1d(norm),
      relu(),
      linear(32),
      batchNorm1d(norm),
      relu(),
      linear(shape.outputs),
    ),
    loss: shape.isClassification ? crossEntropy() : mse(),
    penalties: [],
    optimizer: adam(learningRate),
    ...{ input: [train.x.length / train.rows], outputs: shape.outputs, batchSize: 64, seed, runtime },
  });
  const all = Int32Array.from({ length: train.rows }, (_, row) => row);
  const epochs: StoryEpoch[] = [];
  for (let epoch = 1; epoch <= 10; epoch++) {
    const losses: number[] = [];
    for (const batch of batches(all, 64, { key: fold(keyOf(seed), "epoch", epoch) }))
      losses.push(await trainer.step(train, batch));
    const learning = losses.reduce((a, b) => a + b, 0) / losses.length;
    const [inference, held] = [(await trainer.score(train)).loss, (await trainer.score(validation)).loss];
    epochs.push({ epoch, learning, loss: { train: inference, validation: held } });
  }
  const stale = epochs.at(-1)!.loss.validation;
  await trainer.estimateStatistics(train);
  const fresh = (await trainer.score(validation)).loss;
  const isKeras = (at + seed) % 2 === 0;
  const diagnosis = isKeras
    ? (await diagnoseJob({ path: kerasHistory(epochs, join(folder, `history-${seed}.json`)) })).diagnosis
    : diagnose({ source: "regularize", epochs, restores: false, scoredAlike: true });
  const { kind, sentence, also } = diagnosis;
  return {
    ...{ truth: STALE, seed, variant: at, kind, sentence, also: also.map((found) => found.kind) },
    known: {
      train: epochs.at(-1)!.loss.train,
      error: stale,
      guessing: epochs.at(-1)!.learning!,
      neighbour: fresh,
      chance: 0,
    },
    ...{ confirmed: fresh < 0.5 * stale, right: kind === "staleBatchNorm" },
  };
}

function kerasHistory(epochs: readonly StoryEpoch[], path: string): string {
  const loss = epochs.map(({ learning }) => learning);
  writeFileSync(path, JSON.stringify({ loss, val_loss: epochs.map((e) => e.loss.validation) }));
  return path;
}
