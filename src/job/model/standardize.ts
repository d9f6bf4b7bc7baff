import { constant, div, sub } from "../../graph/index.ts";
import type { Module } from "../../nn/context.ts";
import { module } from "../../nn/index.ts";
import type { ImageShape } from "./shape.ts";

/** (x − mean) / deviation of each channel, [batch, channels, height, width] in 0 … 1. A channel that never varies is only centered. */
export function standardize({ channels, mean, deviation }: ImageShape): Module {
  const perChannel = (values: readonly number[]) => constant(values, [1, channels, 1, 1]);
  const spread = deviation.map((value) => (value > 0 ? value : 1));
  return module("standardize", (x) => div(sub(x, perChannel(mean)), perChannel(spread)));
}
