import { earlyStopping } from "../decide/index.ts";
import { crossEntropy, mse } from "../loss/index.ts";
import type { Loss } from "../loss/define.ts";
import {
  batchNorm1d,
  dropout,
  embedColumns,
  gaussianNoise,
  gelu,
  layerNorm,
  linear,
  relu,
  sequential,
  silu,
  tanh,
} from "../nn/index.ts";
import type { Module } from "../nn/context.ts";
import {
  adagrad,
  adam,
  adamW,
  averaging,
  constraint,
  lion,
  nadam,
  radam,
  rmsprop,
  schedule,
  sgd,
  sharpness,
} from "../optim/index.ts";
import type { Averaging } from "../optim/averaging/define.ts";
import type { Sharpness } from "../optim/sharpness/define.ts";
import type { Constraint } from "../optim/constraint/define.ts";
import type { Optimizer } from "../optim/define.ts";
import type { Schedule } from "../optim/schedule/define.ts";
import { l1, l2 } from "../penalty/index.ts";
import type { Penalty } from "../penalty/define.ts";
import type { Stopping } from "../train/loop.ts";
import type { Recipe } from "./recipe.ts";

/** What the data asks of a model. */
export interface ModelShape {
  /** Columns of the prepared table, codes included. */
  readonly width: number;
  /** Number of levels of each code column; the codes are the last columns. */
  readonly cardinalities: readonly number[];
  readonly outputs: number;
  readonly isClassification: boolean;
}

const ACTIVATIONS = { relu, gelu, silu, tanh } as const;
const NORMS = { none: undefined, batch: batchNorm1d, layer: layerNorm } as const;

/** A multilayer perceptron: [embed, noise,] then linear, norm, activation, dropout for each hidden layer, then linear. */
export function modelOf(recipe: Recipe, shape: ModelShape): Module {
  const norm = NORMS[recipe.norm];
  const hidden = recipe.hidden.flatMap((features) => [
    linear({ features, bias: recipe.norm !== "batch" }),
    ...(norm === undefined ? [] : [norm()]),
    ACTIVATIONS[recipe.activation](),
    ...(recipe.dropout > 0 ? [dropout(recipe.dropout)] : []),
  ]);
  const embed = shape.cardinalities.length > 0 ? [embedColumns(shape.cardinalities)] : [];
  const noise = recipe.inputNoise > 0 ? [gaussianNoise(recipe.inputNoise)] : [];
  return sequential(...embed, ...noise, ...hidden, linear(shape.outputs));
}

export const lossOf = (recipe: Recipe, { isClassification }: ModelShape): Loss =>
  isClassification ? crossEntropy({ labelSmoothing: recipe.labelSmoothing }) : mse();

export const penaltiesOf = (recipe: Recipe): Penalty[] => [
  ...(recipe.l1 > 0 ? [l1(recipe.l1)] : []),
  ...(recipe.l2 > 0 ? [l2(recipe.l2)] : []),
];

const OPTIMIZERS: Readonly<Record<Exclude<Recipe["optimizer"], "adam">, (given: object) => Optimizer>> = {
  ...{ sgd, rmsprop, nadam, radam, lion, adagrad },
};

/** Adam with decoupled decay is AdamW; the others take the decay, or throw E310 when they have none. */
export function optimizerOf({ optimizer, learningRate, weightDecay }: Recipe): Optimizer {
  if (optimizer === "adam") return weightDecay > 0 ? adamW({ learningRate, weightDecay }) : adam(learningRate);
  return OPTIMIZERS[optimizer](weightDecay > 0 ? { learningRate, weightDecay } : { learningRate });
}

export const averagingOf = ({ averaging: name }: Recipe): Averaging | undefined =>
  name === "none" ? undefined : averaging[name]();

export const sharpnessOf = ({ sharpness: name }: Recipe): Sharpness | undefined =>
  name === "none" ? undefined : sharpness[name]();

export const constraintsOf = (recipe: Recipe): Constraint[] =>
  recipe.maxNorm > 0 ? [constraint.maxNorm(recipe.maxNorm)] : [];

export function scheduleOf({ schedule: name, warmupEpochs }: Recipe): Schedule {
  if (name === "cosine") return schedule.cosine({ warmupEpochs });
  return name === "plateau" ? schedule.reduceOnPlateau() : schedule[name]();
}

export const stoppingOf = ({ earlyStopping: on, patience, minDelta }: Recipe): Stopping | undefined =>
  on ? earlyStopping({ better: "lower", patience, minDelta }) : undefined;

/** Rows per batch when the recipe leaves it open: about 20 steps an epoch, a power of two in [32, 256]. */
export const batchSizeOf = ({ batchSize }: Recipe, rows: number): number =>
  batchSize > 0 ? batchSize : Math.min(256, Math.max(32, 2 ** Math.round(Math.log2(Math.max(1, rows / 20)))));

/** Epochs when the recipe leaves them open: about 3,000 steps, at least 15 and at most 100 epochs. */
export const epochsOf = (recipe: Recipe, rows: number): number =>
  recipe.epochs > 0
    ? recipe.epochs
    : Math.max(15, Math.min(100, Math.round(3000 / Math.ceil(rows / batchSizeOf(recipe, rows)))));
