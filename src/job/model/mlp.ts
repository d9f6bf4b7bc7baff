import { embedColumns, ensembleOf, flatten, gaussianNoise, sequential } from "../../nn/index.ts";
import type { Module } from "../../nn/context.ts";
import type { Recipe } from "../recipe.ts";
import { featureScale } from "./featureScale.ts";
import { denseLayers, linearOf } from "./layers.ts";
import { embedNumbers } from "./numbers.ts";
import { standardize } from "./standardize.ts";
import type { ModelShape } from "./shape.ts";

/** Hidden widths of a recipe that leaves them open. */
export const HIDDEN: readonly number[] = [256, 128];

/** A multilayer perceptron: [embed, noise, embed numbers, scale,] then linear, norm, activation, dropout for each hidden layer, then linear. */
export function mlp(recipe: Recipe, shape: ModelShape): Module {
  const dense = denseLayers(recipe, shape, recipe.hidden ?? HIDDEN);
  return sequential(...entry(recipe, shape), ...dense, linearOf(recipe, shape.outputs));
}

/** TabM-mini: members that share the dense layers of `mlp`. */
export function tabm(recipe: Recipe, shape: ModelShape): Module {
  const body = sequential(...denseLayers(recipe, shape, recipe.hidden ?? HIDDEN));
  return sequential(...entry(recipe, shape), ensembleOf(body, { members: recipe.members, outputs: shape.outputs }));
}

/** What stands between the raw row and the first dense layer. */
function entry(recipe: Recipe, shape: ModelShape): Module[] {
  const noise = recipe.inputNoise > 0 ? [gaussianNoise(recipe.inputNoise)] : [];
  if (shape.kind === "image") return [standardize(shape), flatten(), ...noise];
  if (shape.kind === "text") return noise;
  const { cardinalities } = shape;
  return [
    ...(cardinalities.length > 0 ? [embedColumns(cardinalities)] : []),
    ...noise,
    ...embedNumbers(recipe, shape),
    ...(recipe.featureScale ? [featureScale(recipe)] : []),
  ];
}
