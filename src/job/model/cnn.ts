import {
  conv2d,
  dropout2d,
  flatten,
  gaussianNoise,
  globalAvgPool,
  linear,
  maxPool2d,
  sequential,
} from "../../nn/index.ts";
import type { Module } from "../../nn/context.ts";
import type { Recipe } from "../recipe.ts";
import { activationOf, denseLayers, normLayers, normOf } from "./layers.ts";
import { standardize } from "./standardize.ts";
import type { ImageShape } from "./shape.ts";

/** The dense layer behind the convolutions, of a recipe that leaves it open. */
export const HEAD: readonly number[] = [128];
/** The first block's channels; each further block has twice as many, up to the last's. */
const FIRST = 16;
const MOST = 64;
/** Pictures are halved until they are about this high. */
const SMALLEST = 4;
/** More floats than this are averaged over their places before the dense layers, not flattened. */
const FLAT = 4096;

/** Channels of each block: as many blocks as halve the picture to about 4 × 4. */
export function filtersOf({ filters }: Recipe, { height, width }: ImageShape): readonly number[] {
  if (filters.length > 0) return filters;
  const side = Math.min(height, width);
  const blocks = Math.max(1, Math.min(4, Math.floor(Math.log2(side / SMALLEST))));
  return side < 2 * SMALLEST ? [FIRST] : Array.from({ length: blocks }, (_, i) => Math.min(MOST, FIRST * 2 ** i));
}

/**
 * A small convolutional network: blocks of 3 × 3 convolution, norm, max pool, activation, spatial dropout; then dense layers.
 * Max pool and a rising activation commute: after the pool, the activation has a quarter of the work.
 */
export function cnn(recipe: Recipe, shape: ImageShape): Module {
  const noise = recipe.inputNoise > 0 ? [gaussianNoise(recipe.inputNoise)] : [];
  let [height, width] = [shape.height, shape.width];
  const filters = filtersOf(recipe, shape);
  const blocks = filters.flatMap((features) => {
    const halves = Math.min(height, width) >= 2;
    if (halves) [height, width] = [Math.floor(height / 2), Math.floor(width / 2)];
    return [
      conv2d({ features, padding: "same", bias: normOf(recipe, shape) !== "batch" }),
      ...normLayers(recipe, shape, "pictures"),
      ...(halves ? [maxPool2d(2)] : []),
      activationOf(recipe),
      ...(recipe.spatialDropout > 0 ? [dropout2d(recipe.spatialDropout)] : []),
    ];
  });
  const isLarge = height * width * (filters.at(-1) ?? shape.channels) > FLAT;
  const dense = denseLayers(recipe, shape, recipe.hidden ?? HEAD);
  return sequential(
    ...[standardize(shape), ...noise, ...blocks],
    ...[isLarge ? globalAvgPool() : flatten(), ...dense, linear(shape.outputs)],
  );
}
