import { RegularizeError } from "../../core/index.ts";
import {
  batchNorm1d,
  batchNorm2d,
  dropout,
  gelu,
  groupNorm,
  layerNorm,
  linear,
  relu,
  silu,
  tanh,
} from "../../nn/index.ts";
import type { Module } from "../../nn/context.ts";
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

/** Linear, norm, activation, dropout for each width. */
export const denseLayers = (recipe: Recipe, shape: ModelShape, hidden: readonly number[]): Module[] =>
  hidden.flatMap((features) => [
    linear({ features, bias: normOf(recipe, shape) !== "batch" }),
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
