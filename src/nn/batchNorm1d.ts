import { RegularizeError, showShape } from "../core/index.ts";
import { add, batchNormTrain, constant, div, mul, reshape, sqrt, sub, type Value } from "../graph/index.ts";
import type { Context } from "./context.ts";
import { defineLayer } from "./define.ts";
import { filled } from "./init.ts";

/**
 * Standardizes each feature over the batch, then scales and shifts. [batch, features] or [batch, features, length].
 * Learning uses the batch's statistics, inference their running averages: r ← (1 − momentum) r + momentum · batch,
 * with the unbiased variance, as PyTorch's.
 */
export const batchNorm1d = defineLayer({
  name: "batchNorm1d",
  doc: "Standardizes each feature over the batch.",
  paper: "Ioffe & Szegedy 2015, arXiv:1502.03167",
  settings: {
    momentum: {
      default: 0.1,
      range: [0, 1],
      search: [0.01, 0.3, "log"],
      strength: true,
      doc: "Weight of the new batch.",
    },
    epsilon: { default: 1e-5, range: [1e-12, 1], doc: "Added to the variance." },
    affine: { default: true, doc: "Whether scale and shift are learned." },
  },
  facts: { seesBatch: true },
  apply: (x, { momentum, epsilon, affine }, context) => {
    const features = featuresOf(x);
    const [scale, shift] = affine
      ? [
          context.parameter("weight", [features], filled(1), "scale"),
          context.parameter("bias", [features], filled(0), "bias"),
        ]
      : [constant(new Float64Array(features).fill(1), [features]), constant(new Float64Array(features), [features])];
    const runningMean = context.state("runningMean", [features], 0);
    const runningVariance = context.state("runningVar", [features], 1);
    if (context.mode === "learn")
      return learn(x, scale, shift, { runningMean, runningVariance, momentum, epsilon }, context);
    const factor = div(scale, sqrt(add(runningVariance, epsilon)));
    const along = x.shape.map((d, axis) => (axis === 1 ? d : 1)).slice(1);
    return add(mul(x, reshape(factor, along)), reshape(sub(shift, mul(runningMean, factor)), along));
  },
});

function featuresOf(x: Value): number {
  const features = x.shape[1];
  if (features === undefined || x.shape.length > 3)
    throw new RegularizeError({
      code: "E330",
      where: "batchNorm1d",
      message: `batchNorm1d needs [batch, features] or [batch, features, length], not ${showShape(x.shape)}`,
    });
  return features;
}

interface Running {
  readonly runningMean: Value;
  readonly runningVariance: Value;
  readonly momentum: Value;
  readonly epsilon: number;
}

function learn(x: Value, scale: Value, shift: Value, running: Running, context: Context): Value {
  const count = x.shape[0]! * (x.shape[2] ?? 1);
  if (count < 2)
    throw new RegularizeError({
      code: "E331",
      where: "batchNorm1d",
      message: "batchNorm1d cannot learn from a batch of one row: its variance is zero",
      todo: "use a larger batch, or layerNorm",
    });
  const { runningMean, runningVariance, momentum, epsilon } = running;
  const [y, mean, variance] = batchNormTrain(x, scale, shift, epsilon);
  const towards = (old: Value, now: Value): Value => add(old, mul(momentum, sub(now, old)));
  context.update("runningMean", towards(runningMean, mean));
  context.update("runningVar", towards(runningVariance, mul(variance, count / (count - 1))));
  return y;
}
