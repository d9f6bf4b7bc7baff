import type { EpochEvent, LoopOptions, Said, Scores } from "./loopTypes.ts";
import type { Predictions } from "./metrics/index.ts";
import type { AnyExamples } from "./score.ts";
import type { Snapshot } from "./state.ts";
import type { Trainer } from "./trainer.ts";

/** Scores one part of the data: inference mode, clean data, data loss only, weighted by rows; and what was said of its rows. */
async function scored(
  { trainer, metric, interpret }: Pick<LoopOptions, "trainer" | "metric" | "interpret">,
  examples: AnyExamples,
): Promise<{ readonly scores: Scores; readonly said: Predictions }> {
  const { loss, predictions } = await trainer.score(examples);
  const said = interpret(examples, predictions);
  return { scores: { loss, metric: metric.score(said) }, said };
}

export interface Pair {
  readonly train: Scores;
  readonly validation: Scores;
  readonly said: Said;
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
  const [train, validation] = [await scored(options, sample), await scored(options, options.validation)];
  const said = { train: train.said, validation: validation.said };
  return { train: train.scores, validation: validation.scores, said };
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
    ...{ train: raw.train, validation: raw.validation },
    ...(averaged === undefined ? {} : { averaged: { train: averaged.train, validation: averaged.validation }, uses }),
    penalty: costs.reduce((a, b) => a + b, 0),
    learningRate: trainer.learningRate,
    zeros: trainer.zeros().zero,
    ...facts,
  };
}
