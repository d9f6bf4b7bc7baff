import { RegularizeError } from "../../core/index.ts";
import {
  batchNorm1d,
  batchNorm2d,
  dropout,
  gelu,
  groupNorm,
  layerNorm,
  linear,
  module,
  relu,
  silu,
  tanh,
} from "../../nn/index.ts";
import { add, matmul, mul } from "../../graph/index.ts";
import type { Module } from "../../nn/context.ts";
import { normal } from "../../nn/init.ts";
import type { Recipe } from "../recipe.ts";
import type { ModelShape } from "./shape.ts";

const ACTIVATIONS = { relu, gelu, silu, tanh } as const;

export const activationOf = ({ activation }: Recipe): Module => ACTIVATIONS[activation]();

/** The norm of a recipe that leaves it open: batch norm for convolutions, none elsewhere. */
export const normOf = ({ norm }: Recipe, shape: ModelShape): "none" | "batch" | "layer" =>
  norm !== "auto" ? norm : shape.kind === "image" ? "batch" : "none";

/** The norm after a dense layer; of pictures [batch, channels, height, width] layer norm is one group. */
export function normLayers(recipe: Recipe, shape: ModelShape, of: "dense" | "pictures"): Module[] {
  const norm = normOf(recipe, shape);
  if (norm === "none") return [];
  if (of === "pictures") return [norm === "batch" ? batchNorm2d() : groupNorm(1)];
  return [norm === "batch" ? batchNorm1d() : layerNorm()];
}

/** The width at which the parametrization changes nothing but the first bias: rates mean there what they mean elsewhere. */
const NTK_WIDTH = 256;
/** RealMLP's: a bias learns at a tenth of the rate of weights. */
const BIAS_SPEED = 0.1;

/**
 * y = 16 x W / √in + 1.6 b with W, b ~ N(0, 1/256): y = x W′ / √in + b′/10 in units in which one learning rate fits layers of any width, with rates
 * a sixteenth of RealMLP's. [batch, …, in] → [batch, …, features]. Holzmüller et al. 2024, arXiv:2407.04491.
 */
const ntkLinear = (features: number, bias: boolean): Module =>
  module("ntkLinear", (x, { parameter }) => {
    const unit = Math.sqrt(NTK_WIDTH);
    const inputs = x.shape.at(-1)!;
    const weight = parameter("weight", [inputs, features], normal(1 / unit), "weight");
    const y = mul(matmul(x, weight), unit / Math.sqrt(inputs));
    return bias ? add(y, mul(unit * BIAS_SPEED, parameter("bias", [features], normal(1 / unit), "bias"))) : y;
  });

/** A dense layer in the parametrization of the recipe. */
export const linearOf = ({ parametrization }: Recipe, features: number, bias = true): Module =>
  parametrization === "ntk" ? ntkLinear(features, bias) : linear({ features, bias });

/** Linear, norm, activation, dropout for each width. */
export const denseLayers = (recipe: Recipe, shape: ModelShape, hidden: readonly number[]): Module[] =>
  hidden.flatMap((features) => [
    linearOf(recipe, features, normOf(recipe, shape) !== "batch"),
    ...normLayers(recipe, shape, "dense"),
    activationOf(recipe),
    ...(recipe.dropout > 0 ? [dropout(recipe.dropout)] : []),
  ]);

/** E137: a setting that the network has no place for. */
export function misplaced(setting: string, value: unknown, network: string, needs: string): RegularizeError {
  return new RegularizeError({
    code: "E137",
    where: setting,
    message: `${setting} ${JSON.stringify(value)} means nothing to the network ${network}`,
    expected: needs,
    todo: `leave ${setting} out, or choose another network`,
  });
}
