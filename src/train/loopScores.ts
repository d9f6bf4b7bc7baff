import type { EpochEvent, LoopOptions, Scores } from "./loopTypes.ts";
import type { AnyExamples } from "./score.ts";
import type { Snapshot } from "./state.ts";
import type { Trainer } from "./trainer.ts";

/** Scores one part of the data: inference mode, clean data, data loss only, weighted by rows. */
export async function scoresOf(
  { trainer, metric, interpret }: Pick<LoopOptions, "trainer" | "metric" | "interpret">,
  examples: AnyExamples,
): Promise<Scores> {
  const { loss, predictions } = await trainer.score(examples);
  return { loss, metric: metric.score(interpret(examples, predictions)) };
}

export interface Pair {
  readonly train: Scores;
  readonly validation: Scores;
}

/** Scores of the averaged weights with statistics of their own, and the model that they are. */
export async function scoreAverage(
  options: LoopOptions,
  sample: AnyExamples,
): Promise<Pair & { readonly snapshot: Snapshot }> {
  const { trainer } = options;
  const work = async () => ({ ...(await scoreBoth(options, sample)), snapshot: trainer.snapshot() });
  return trainer.withAverage(work, sample);
}

export async function scoreBoth(options: LoopOptions, sample: AnyExamples): Promise<Pair> {
  return { train: await scoresOf(options, sample), validation: await scoresOf(options, options.validation) };
}

export async function epochEvent(
  trainer: Trainer,
  epoch: number,
  {
    raw,
    averaged,
    uses,
  }: { readonly raw: Pair; readonly averaged: Pair | undefined; readonly uses: "raw" | "averaged" },
  facts: Pick<EpochEvent, "improved" | "learning">,
): Promise<EpochEvent> {
  const costs = Object.values(await trainer.penaltyCosts());
  return {
    type: "epoch",
    epoch,
    steps: trainer.steps,
    ...raw,
    ...(averaged === undefined ? {} : { averaged: { train: averaged.train, validation: averaged.validation }, uses }),
    penalty: costs.reduce((a, b) => a + b, 0),
    learningRate: trainer.learningRate,
    zeros: trainer.zeros().zero,
    ...facts,
  };
}
