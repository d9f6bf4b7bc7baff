import type { Runtime } from "../run/index.ts";
import {
  type Checkpoint,
  type EndEvent,
  type EpochEvent,
  type LoopOptions,
  type Said,
  trainLoop,
} from "../train/loop.ts";
import type { Metric, Predictions } from "../train/metrics/index.ts";
import { balancedWeights, crossFittedScales, withScales } from "../train/balance/index.ts";
import { fold, keyOf } from "../core/index.ts";
import { metricFor } from "../train/metrics/choose.ts";
import { createTrainer, type Trainer } from "../train/trainer.ts";
import type { BatchSource } from "../train/source.ts";
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
  strengthsOf,
} from "./model.ts";
import { type Watched, watchLoop } from "./gap/watch.ts";
import { type Fold, foldOf, type Prepared } from "./prepare.ts";
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
  /** Factors of the classes' probabilities by which labels are chosen, where the recipe tunes them. */
  readonly scales?: readonly number[];
  readonly watched?: Watched;
}

/** Weights of the classes in the loss, from the training rows. */
function weightsOf({ classWeights: scheme }: Recipe, { shape, train }: Fold): number[] {
  if (scheme === "none" || !shape.isClassification) return [];
  return balancedWeights({ y: train.y, classes: shape.outputs }, scheme);
}

/** A trainer for a recipe on the data of one repeat. The seed decides initial weights, order and noise; `margins` watches rows. */
export function trainerOf(
  recipe: Recipe,
  part: Fold,
  seed: number,
  runtime: Runtime,
  margins = false,
): Promise<Trainer> {
  const { shape, train } = part;
  const [averaging, sharpness] = [averagingOf(recipe), sharpnessOf(recipe)];
  return createTrainer({
    model: modelOf(recipe, shape),
    loss: lossOf(recipe, shape, weightsOf(recipe, part)),
    penalties: penaltiesOf(recipe),
    constraints: constraintsOf(recipe),
    optimizer: optimizerOf(recipe),
    input: inputOf(shape),
    outputs: shape.outputs,
    batchSize: Math.min(batchSizeOf(recipe, train.rows), train.rows),
    seed,
    runtime,
    margins,
    ...(recipe.clipNorm > 0 ? { clipNorm: recipe.clipNorm } : {}),
    ...(averaging === undefined ? {} : { averaging }),
    ...(sharpness === undefined ? {} : { sharpness }),
  });
}

export interface TrialOptions extends Pick<LoopOptions, "checkpoint"> {
  readonly seed: number;
  readonly metric: string;
  readonly runtime: Runtime;
  /** Threads that augment ahead of the step; 0: the training thread does while the runtime computes. */
  readonly threads?: number;
  /** Called after each epoch, with how many there are to be, and the trainer as it is then. */
  readonly onEpoch?: (event: EpochEvent, epochs: number, trainer: Trainer) => void;
  readonly resume?: Checkpoint | undefined;
  /** Takes the gap apart and watches every row: see `Watched`. */
  readonly watch?: boolean;
}

/** Trains one recipe on one repeat and scores it. Throws E403 when it diverges. */
export async function runTrial(recipe: Recipe, part: Fold, options: TrialOptions): Promise<Trial> {
  const source = await part.source(recipe, options.threads);
  try {
    return await trialWith(source, recipe, part, options);
  } finally {
    await source?.close?.();
  }
}

async function trialWith(
  source: BatchSource | undefined,
  recipe: Recipe,
  part: Fold,
  { seed, metric: name, runtime, onEpoch, resume, checkpoint, watch = false }: TrialOptions,
): Promise<Trial> {
  const trainer = await trainerOf(recipe, part, seed, runtime, watch);
  const metric = metricFor(part.task.kind, name);
  const { train, validation, interpret } = part;
  const stopping = stoppingOf(recipe, metric);
  const history: EpochEvent[] = [];
  const batchSize = Math.min(batchSizeOf(recipe, train.rows), train.rows);
  const epochs = epochsOf({ ...recipe, batchSize }, source?.rows ?? train.rows);
  const watching = watch ? watchLoop({ trainer, train, source, batchSize, seed }) : undefined;
  let end: EndEvent | undefined;
  let kept: Said | undefined;
  const events = trainLoop({
    ...{ trainer, train, validation, metric, interpret, seed },
    ...{ length: { epochs }, batchSize },
    ...(source === undefined ? {} : { source }),
    ...{ schedule: scheduleOf(recipe), strengths: strengthsOf(recipe), monitor: recipe.monitor },
    ...(stopping === undefined ? {} : { stopping }),
    ...(resume === undefined ? {} : { resume }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    onKept: (said) => (kept = said),
    ...watching?.loop,
  });
  for await (const event of events) {
    if (event.type === "end") end = event;
    else {
      history.push(event);
      onEpoch?.(event, epochs, trainer);
    }
  }
  const { zero, weights } = trainer.zeros();
  const said = async (examples: AnyExamples): Promise<Predictions> =>
    interpret(examples, (await trainer.score(examples)).predictions);
  const both = {
    train: kept?.train.rows === train.rows ? kept.train : await said(train),
    validation: kept?.validation ?? (await said(validation)),
  };
  return {
    ...scored(recipe, metric, both, seed),
    end: end!,
    history,
    zeros: zero / weights,
    state: trainer.snapshot().state,
    ...(watching === undefined ? {} : { watched: { ...both, margins: watching.margins, replays: watching.replays } }),
  };
}

/**
 * The metric on training and validation rows. With tuned factors of classes, each validation row is labelled by those that were
 * chosen without it.
 */
function scored(
  { threshold }: Recipe,
  metric: Metric,
  { train, validation }: { readonly train: Predictions; readonly validation: Predictions },
  seed: number,
): Pick<Trial, "train" | "validation" | "scales"> {
  const tunes = threshold === "tuned" && metric.labelsOnly === true;
  if (!tunes || train.kind === "regression" || validation.kind === "regression")
    return { train: metric.score(train), validation: metric.score(validation) };
  const { scales, score } = crossFittedScales({
    predictions: validation,
    metric,
    key: fold(keyOf(seed), "threshold"),
  });
  return { train: metric.score(withScales(train, scales)), validation: score, scales };
}

/** A trainer with the weights and statistics of a finished trial. */
export async function trainedAs(
  recipe: Recipe,
  part: Fold,
  { seed, runtime }: { readonly seed: number; readonly runtime: Runtime },
  { state }: Pick<Trial, "state">,
): Promise<Trainer> {
  const trainer = await trainerOf(recipe, part, seed, runtime);
  trainer.restore({ ...trainer.snapshot(), state });
  return trainer;
}

/** A finished trial with its network, which is built once to be asked often. */
export async function built<
  T extends {
    readonly prepared: Prepared;
    readonly recipe: Recipe;
    readonly repeat: number;
    readonly runtime: Runtime;
    readonly trial: Pick<Trial, "state">;
  },
>(of: T): Promise<T & { readonly trainer: Trainer }> {
  const { prepared, recipe, repeat, runtime, trial } = of;
  const part: Fold = foldOf(prepared, repeat, recipe);
  return { ...of, trainer: await trainedAs(recipe, part, { seed: part.seed, runtime }, trial) };
}

/** What a network with the weights of a finished trial answers for rows of its fold. */
export async function saidOf(
  trainer: Pick<Trainer, "predict">,
  part: Fold,
  { scales }: Pick<Trial, "scales">,
  examples: AnyExamples,
): Promise<Predictions> {
  const said = part.interpret(examples, await trainer.predict(examples.x, examples.rows));
  return scales === undefined || said.kind === "regression" ? said : withScales(said, scales);
}

/** Predictions of a finished trial on other rows of its fold, such as the sealed test rows. */
export async function predictTrial(
  recipe: Recipe,
  part: Fold,
  where: Parameters<typeof trainedAs>[2],
  trial: Pick<Trial, "state" | "scales">,
  examples: AnyExamples,
): Promise<Predictions> {
  return saidOf(await trainedAs(recipe, part, where, trial), part, trial, examples);
}
