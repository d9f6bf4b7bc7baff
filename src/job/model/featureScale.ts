import { add, mul } from "../../graph/index.ts";
import type { Module } from "../../nn/context.ts";
import { filled } from "../../nn/init.ts";
import { module } from "../../nn/index.ts";
import type { Recipe } from "../recipe.ts";

/** How much faster than weights the factors learn: six times in RealMLP's units, where a rate of .04 is 2.5e-3 here. */
const SPEED = { ntk: 96, standard: 6 } as const;

/** x · (1 + speed · s), a learned factor for each feature, 1 at first. [batch, features]. Holzmüller et al. 2024, arXiv:2407.04491. */
export const featureScale = ({ parametrization }: Recipe): Module =>
  module("featureScale", (x, { parameter }) => {
    const scale = parameter("scale", [x.shape.at(-1)!], filled(0), "scale");
    return mul(x, add(1, mul(SPEED[parametrization], scale)));
  });
