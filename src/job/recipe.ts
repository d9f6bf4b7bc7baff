import { z } from "zod";
import { didYouMean, RegularizeError } from "../core/index.ts";
import { checkStep } from "./augment/steps.ts";
import { legalAt } from "./legal.ts";
import { USUAL } from "./usual.ts";

const strength = z.number().min(0).max(10);

/** An augmentation by its name, or by its name with settings: `{ randomCrop: { padding: 2 } }`. */
const step = z
  .union([z.string(), z.record(z.string(), z.json())])
  .describe("the name of an augmentation, or {name: settings}");

/** Everything that decides how one network is trained. Zero or false means off, "auto" that the data decides. */
export const recipeSchema = z.strictObject({
  name: z.string().min(1).max(80),
  /** What kind of network; which are legal depends on the data. */
  network: z.enum(["auto", "mlp", "tabm", "cnn", "embeddingBag", "textCnn", "tfidf"]).default(USUAL.network),
  /** Widths of the hidden dense layers; chosen by the network when left out. */
  hidden: z.array(z.number().int().min(1).max(65_536)).max(64).optional(),
  /** Networks that share all but their inputs' scale and their heads, and are averaged: of tabm. */
  members: z.number().int().min(2).max(256).default(USUAL.members),
  /** How a column of numbers enters the network: as it is, as learned waves, or as steps where the data lie. */
  numericEmbedding: z.enum(["none", "periodic", "pbld", "piecewiseLinear"]).default(USUAL.numericEmbedding),
  /** A learned factor for each input of the first dense layer of a table. */
  featureScale: z.boolean().default(USUAL.featureScale),
  /** Of numbers in tables: (x − median) / quartile distance with a smooth clip, or (x − mean) / deviation. */
  scaling: z.enum(["robust", "standard"]).default(USUAL.scaling),
  /** Of dense layers: ntk scales what a layer gives by its width, so that one rate fits all, with slow biases; RealMLP's. */
  parametrization: z.enum(["standard", "ntk"]).default(USUAL.parametrization),
  /** Channels of the convolutional blocks; empty: chosen by the size of the images. */
  filters: z.array(z.number().int().min(1).max(4096)).max(12).default(USUAL.filters),
  /** Length of the vectors of words; 0: chosen by the network. */
  embedding: z.number().int().min(0).max(4096).default(USUAL.embedding),
  /** Words that are read of a text; 0: as many as 95 % of the texts have, at most 256. */
  maxTokens: z.number().int().min(0).max(65_536).default(USUAL.maxTokens),
  /** What happens to training rows as they are drawn, in this order; names of `regularize techniques`. */
  augment: z.array(step).max(32).default(USUAL.augment),
  activation: z.enum(["relu", "gelu", "silu", "tanh"]).default(USUAL.activation),
  norm: z.enum(["auto", "none", "batch", "layer"]).default(USUAL.norm),
  /** Of the dense layers. */
  dropout: z.number().min(0).max(0.95).default(USUAL.dropout),
  /** Of whole channels, after each convolutional block. */
  spatialDropout: z.number().min(0).max(0.95).default(USUAL.spatialDropout),
  /** Standard deviation of Gaussian noise on the standardized inputs. */
  inputNoise: z.number().min(0).max(10).default(USUAL.inputNoise),
  l1: strength.default(USUAL.l1),
  l2: strength.default(USUAL.l2),
  weightDecay: strength.default(USUAL.weightDecay),
  /** Of dropout and weight decay: constant, or falling to zero over the second half. */
  strengthSchedule: z.enum(["constant", "flatCosine"]).default(USUAL.strengthSchedule),
  maxNorm: z
    .number()
    .max(1e6)
    .refine((v) => v === 0 || v >= 1e-6, "0, or at least 1e-6")
    .default(USUAL.maxNorm),
  clipNorm: z.number().min(0).max(1e6).default(USUAL.clipNorm),
  labelSmoothing: z.number().min(0).max(0.9).default(USUAL.labelSmoothing),
  /** Balanced: each class counts alike in the loss, rows / (classes · rows of the class). */
  classWeights: z.enum(["none", "balanced", "squareRoot"]).default(USUAL.classWeights),
  /** Tuned: labels by factors of classes that were chosen on validation rows, for metrics that mind labels alone. */
  threshold: z.enum(["even", "tuned"]).default(USUAL.threshold),
  optimizer: z.enum(["adam", "sgd", "rmsprop", "nadam", "radam", "lion", "adagrad"]).default(USUAL.optimizer),
  learningRate: z.number().positive().max(1e3).default(USUAL.learningRate),
  /** Memory of the squared gradient, of optimizers that keep one beside the mean. */
  beta2: z.number().min(0).max(0.999999).default(USUAL.beta2),
  schedule: z.enum(["constant", "cosine", "oneCycle", "coslog4", "plateau"]).default(USUAL.schedule),
  warmupEpochs: z.number().min(0).max(1e6).default(USUAL.warmupEpochs),
  /** An average of the weights; where it is a model of its own, it or the raw weights are kept, whichever validates better. */
  averaging: z.enum(["none", "ema", "swa", "lookahead"]).default(USUAL.averaging),
  /** Steps by the gradient at the worst point nearby: twice the time. */
  sharpness: z.enum(["none", "sam", "asam"]).default(USUAL.sharpness),
  /** Stop when validation stops improving, and restore the best epoch. */
  earlyStopping: z.boolean().default(USUAL.earlyStopping),
  /** What "best" means for stopping and restoring. */
  monitor: z.enum(["loss", "metric"]).default(USUAL.monitor),
  patience: z.number().int().min(1).max(1e6).default(USUAL.patience),
  minDelta: z.number().min(0).default(USUAL.minDelta),
  /** 0: chosen by the number of rows. */
  epochs: z.number().int().min(0).max(1e6).default(USUAL.epochs),
  batchSize: z.number().int().min(0).max(1e6).default(USUAL.batchSize),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type GivenRecipe = z.input<typeof recipeSchema>;

export const recipeKeys = Object.keys(recipeSchema.shape);

/** Checks a recipe and fills in defaults; E130 names unknown keys with the nearest, E131 illegal values. */
export function resolveRecipe(given: unknown, where = "recipe"): Recipe {
  const result = recipeSchema.safeParse(given);
  if (result.success) {
    for (const [i, step] of result.data.augment.entries()) checkStep(step, `${where}.augment[${i}]`);
    return result.data;
  }
  const issue = result.error.issues[0]!;
  const path = [where, ...issue.path].join(".");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    throw new RegularizeError({
      code: "E130",
      where: path,
      message: `${path} has no key ${JSON.stringify(key)}`,
      todo: didYouMean(key, recipeKeys),
    });
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given);
  throw new RegularizeError({
    code: "E131",
    where: path,
    message:
      value === undefined
        ? `${path} is missing`
        : `${path} cannot be ${typeof value === "number" ? value : JSON.stringify(value)}`,
    expected: (issue.code === "custom" ? undefined : legalAt(recipeSchema, issue.path)) ?? issue.message,
    todo: usualOf(issue.path[0]),
  });
}

/** `dropout: 0 is the default`. */
function usualOf(key: PropertyKey | undefined): string {
  if (key === undefined || key === "name") return "name: mine";
  const usual = USUAL[key as keyof typeof USUAL] as unknown;
  return usual === undefined ? `leave ${String(key)} out` : `${String(key)}: ${JSON.stringify(usual)} is the default`;
}
