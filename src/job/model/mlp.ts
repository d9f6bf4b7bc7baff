import { embedColumns, flatten, gaussianNoise, linear, sequential } from "../../nn/index.ts";
import type { Module } from "../../nn/context.ts";
import type { Recipe } from "../recipe.ts";
import { denseLayers } from "./layers.ts";
import { standardize } from "./standardize.ts";
import type { ModelShape } from "./shape.ts";

/** Hidden widths of a recipe that leaves them open. */
export const HIDDEN: readonly number[] = [256, 128];

/** A multilayer perceptron: [embed, noise,] then linear, norm, activation, dropout for each hidden layer, then linear. */
export function mlp(recipe: Recipe, shape: ModelShape): Module {
  const noise = recipe.inputNoise > 0 ? [gaussianNoise(recipe.inputNoise)] : [];
  const dense = denseLayers(recipe, shape, recipe.hidden ?? HIDDEN);
  return sequential(...entry(shape), ...noise, ...dense, linear(shape.outputs));
}

/** What stands between the raw row and the first noise. */
function entry(shape: ModelShape): Module[] {
  if (shape.kind === "image") return [standardize(shape), flatten()];
  if (shape.kind === "text") return [];
  return shape.cardinalities.length > 0 ? [embedColumns(shape.cardinalities)] : [];
}
