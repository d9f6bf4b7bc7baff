import { earlyStopping } from "../decide/index.ts";
import { crossEntropy, meanOverMembers, mse } from "../loss/index.ts";
import type { Loss } from "../loss/define.ts";
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
import type { Metric } from "../train/metrics/index.ts";
import type { Stopping } from "../train/loop.ts";
import type { Problem } from "../train/program.ts";
import type { StrengthSchedules } from "../train/strengths.ts";
import type { Recipe } from "./recipe.ts";
import { modelOf, networkOf } from "./model/networks.ts";
import { inputOf, type ModelShape } from "./model/shape.ts";

export { describeModel, modelOf, networkOf } from "./model/networks.ts";
export { inputOf, type ModelShape } from "./model/shape.ts";

/** Weights of classes count in the loss alone: what a model predicts does not need them. */
export function lossOf(recipe: Recipe, shape: ModelShape, classWeights: readonly number[] = []): Loss {
  const { labelSmoothing, members } = recipe;
  const loss = shape.isClassification ? crossEntropy({ labelSmoothing, classWeights: [...classWeights] }) : mse();
  return networkOf(recipe, shape) === "tabm" ? meanOverMembers(loss, members) : loss;
}

/** What a trained network of a recipe is asked by: nothing that only training needs. */
export const problemOf = ({ recipe, shape }: { readonly recipe: Recipe; readonly shape: ModelShape }): Problem => ({
  model: modelOf(recipe, shape),
  loss: lossOf(recipe, shape),
  penalties: [],
  input: inputOf(shape),
  outputs: shape.outputs,
});

export const penaltiesOf = (recipe: Recipe): Penalty[] => [
  ...(recipe.l1 > 0 ? [l1(recipe.l1)] : []),
  ...(recipe.l2 > 0 ? [l2(recipe.l2)] : []),
];

const OPTIMIZERS: Readonly<Record<Exclude<Recipe["optimizer"], "adam">, (given: object) => Optimizer>> = {
  ...{ sgd, rmsprop, nadam, radam, lion, adagrad },
};

/** Adam with decoupled decay is AdamW; the others take the decay, or throw E310 when they have none. */
export function optimizerOf({ optimizer, learningRate, weightDecay, beta2 }: Recipe): Optimizer {
  if (optimizer === "adam")
    return weightDecay > 0 ? adamW({ learningRate, weightDecay, beta2 }) : adam({ learningRate, beta2 });
  return OPTIMIZERS[optimizer]({
    learningRate,
    ...(weightDecay > 0 ? { weightDecay } : {}),
    ...(beta2 === USUAL_BETA2 ? {} : { beta2 }),
  });
}

/** Not said to optimizers that have none, and to those that have another of their own. */
const USUAL_BETA2 = 0.999;

/** Dropout rates and decay under a schedule of their own. */
export const strengthsOf = ({ strengthSchedule: name, dropout, weightDecay }: Recipe): StrengthSchedules =>
  name === "constant"
    ? {}
    : {
        ...(dropout > 0 ? { "*.rate": schedule.flatCosine() } : {}),
        ...(weightDecay > 0 ? { "optimizer.weightDecay": schedule.flatCosine() } : {}),
      };

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

/** Without a metric, it is the loss that is watched. */
export const stoppingOf = (
  { earlyStopping: on, patience, minDelta, monitor }: Recipe,
  metric?: Pick<Metric, "better">,
): Stopping | undefined =>
  on
    ? earlyStopping({ better: monitor === "metric" && metric ? metric.better : "lower", patience, minDelta })
    : undefined;

/** Rows per batch when the recipe leaves it open: about 20 steps an epoch, a power of two in [32, 256]. */
export const batchSizeOf = ({ batchSize }: Recipe, rows: number): number =>
  batchSize > 0 ? batchSize : Math.min(256, Math.max(32, 2 ** Math.round(Math.log2(Math.max(1, rows / 20)))));

/** Epochs when the recipe leaves them open: about 3,000 steps, at least 15 and at most 100 epochs. */
export const epochsOf = (recipe: Recipe, rows: number): number =>
  recipe.epochs > 0
    ? recipe.epochs
    : Math.max(15, Math.min(100, Math.round(3000 / Math.ceil(rows / batchSizeOf(recipe, rows)))));
