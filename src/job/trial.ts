import type { Runtime } from "../run/index.ts";
import {
  type Checkpoint,
  type EndEvent,
  type EpochEvent,
  type LoopOptions,
  scoresOf,
  trainLoop,
} from "../train/loop.ts";
import type { Predictions } from "../train/metrics/index.ts";
import { metricFor } from "../train/metrics/choose.ts";
import { createTrainer, type Trainer } from "../train/trainer.ts";
import type { AnyExamples } from "../train/score.ts";
import {
  averagingOf,
  batchSizeOf,
  constraintsOf,
  epochsOf,
  inputOf,
  lossOf,
  modelOf,
  optimizerOf,
  penaltiesOf,
  scheduleOf,
  sharpnessOf,
  stoppingOf,
} from "./model.ts";
import type { Fold } from "./prepare.ts";
import type { Recipe } from "./recipe.ts";

/** The outcome of one recipe on one repeat. */
export interface Trial {
  /** The metric at the weights that are kept, over all rows, in inference mode. */
  readonly train: number;
  readonly validation: number;
  readonly end: EndEvent;
  readonly history: readonly EpochEvent[];
  /** Share of weights that are exactly zero. */
  readonly zeros: number;
  /** Parameters, states and strengths at the end, for a trainer of the same recipe and fold. */
  readonly state: Float32Array;
}

/** A trainer for a recipe on the data of one repeat. The seed decides initial weights, order and noise. */
export function trainerOf(recipe: Recipe, fold: Fold, seed: number, runtime: Runtime): Promise<Trainer> {
  const { shape, train } = fold;
  const [averaging, sharpness] = [averagingOf(recipe), sharpnessOf(recipe)];
  return createTrainer({
    model: modelOf(recipe, shape),
    loss: lossOf(recipe, shape),
    penalties: penaltiesOf(recipe),
    constraints: constraintsOf(recipe),
    optimizer: optimizerOf(recipe),
    input: inputOf(shape),
    outputs: shape.outputs,
    batchSize: Math.min(batchSizeOf(recipe, train.rows), train.rows),
    seed,
    runtime,
    ...(recipe.clipNorm > 0 ? { clipNorm: recipe.clipNorm } : {}),
    ...(averaging === undefined ? {} : { averaging }),
    ...(sharpness === undefined ? {} : { sharpness }),
  });
}

export interface TrialOptions extends Pick<LoopOptions, "checkpoint"> {
  readonly seed: number;
  readonly metric: string;
  readonly runtime: Runtime;
  readonly onEpoch?: (event: EpochEvent) => void;
  readonly resume?: Checkpoint | undefined;
}

/** Trains one recipe on one repeat and scores it. Throws E403 when it diverges. */
export async function runTrial(
  recipe: Recipe,
  fold: Fold,
  { seed, metric: name, runtime, onEpoch, resume, checkpoint }: TrialOptions,
): Promise<Trial> {
  const trainer = await trainerOf(recipe, fold, seed, runtime);
  const metric = metricFor(fold.task.kind, name);
  const { train, validation, interpret } = fold;
  const source = await fold.source(recipe);
  const stopping = stoppingOf(recipe);
  const history: EpochEvent[] = [];
  let end: EndEvent | undefined;
  const events = trainLoop({
    ...{ trainer, train, validation, metric, interpret, seed },
    length: { epochs: epochsOf(recipe, source?.rows ?? train.rows) },
    ...(source === undefined ? {} : { source }),
    batchSize: Math.min(batchSizeOf(recipe, train.rows), train.rows),
    schedule: scheduleOf(recipe),
    ...(stopping === undefined ? {} : { stopping }),
    ...(resume === undefined ? {} : { resume }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  });
  for await (const event of events) {
    if (event.type === "end") end = event;
    else {
      history.push(event);
      onEpoch?.(event);
    }
  }
  const score = async (examples: AnyExamples): Promise<number> =>
    (await scoresOf({ trainer, metric, interpret }, examples)).metric;
  const { zero, weights } = trainer.zeros();
  return {
    train: await score(train),
    validation: await score(validation),
    end: end!,
    history,
    zeros: zero / weights,
    state: trainer.snapshot().state,
  };
}

/** A trainer with the weights and statistics of a finished trial. */
export async function trainedAs(
  recipe: Recipe,
  fold: Fold,
  { seed, runtime }: { readonly seed: number; readonly runtime: Runtime },
  { state }: Pick<Trial, "state">,
): Promise<Trainer> {
  const trainer = await trainerOf(recipe, fold, seed, runtime);
  trainer.restore({ ...trainer.snapshot(), state });
  return trainer;
}

/** Predictions of a finished trial on other rows of its fold, such as the sealed test rows. */
export async function predictTrial(
  recipe: Recipe,
  fold: Fold,
  where: { readonly seed: number; readonly runtime: Runtime },
  trial: Pick<Trial, "state">,
  examples: AnyExamples,
): Promise<Predictions> {
  const trainer = await trainedAs(recipe, fold, where, trial);
  return fold.interpret(examples, await trainer.predict(examples.x, examples.rows));
}
