import { add, mul } from "../../graph/index.ts";
import type { Module } from "../../nn/context.ts";
import { filled } from "../../nn/init.ts";
import { module } from "../../nn/index.ts";

/** How much faster than weights the factors learn, as RealMLP's. */
const SPEED = 6;

/** x · (1 + 6 s), a learned factor for each feature, 1 at first. [batch, features]. Holzmüller et al. 2024, arXiv:2407.04491. */
export const featureScale = (): Module =>
  module("featureScale", (x, { parameter }) => {
    const speed = parameter("scale", [x.shape.at(-1)!], filled(0), "scale");
    return mul(x, add(1, mul(SPEED, speed)));
  });
