import type { Advice, Schema } from "../core/index.ts";
import {
  add,
  type AppliedOf,
  batchNormInfer,
  batchNormTrain,
  constant,
  expand,
  mul,
  sub,
  type Value,
} from "../graph/index.ts";
import type { Context, Facts } from "./context.ts";
import { filled } from "./init.ts";
import { requireSeveral } from "./shape.ts";

// What batchNorm1d and batchNorm2d share: they differ in the shapes that they take.

export const batchNormAdvice: Advice = {
  when: "Deep networks, from about 10 layers on, with at least 16 rows a batch.",
  typical: "momentum 0.1 in PyTorch's sense, which Keras calls 0.9; epsilon 1e-5",
  pitfalls: [
    "Fewer than 16 rows a batch make its statistics noisy: take groupNorm or layerNorm.",
    "After few steps the running averages are stale, which looks like wild overfitting.",
  ],
  interactions: [
    "Dropout before it costs accuracy: see dropout.",
    "Weight decay then acts on the effective learning rate lr / ‖w‖²: tune both together.",
    "Averaged weights (swa, ema) need its statistics re-estimated by a clean pass.",
  ],
};

export const batchNormSettings = {
  momentum: {
    default: 0.1,
    range: [0, 1],
    search: [0.01, 0.3, "log"],
    strength: true,
    doc: "Weight of the new batch.",
  },
  epsilon: { default: 1e-5, range: [1e-12, 1], doc: "Added to the variance." },
  affine: { default: true, doc: "Whether there is a scale and a shift." },
  frozen: {
    default: false,
    doc: "Uses the running statistics while learning too; statistics, scale and shift never change.",
  },
} as const satisfies Schema;

export const batchNormFacts = ({ frozen }: { readonly frozen: boolean }): Facts => (frozen ? {} : { seesBatch: true });

type Settings = AppliedOf<typeof batchNormSettings>;

/** A frozen scale is a state that nothing updates: no optimizer, decay or penalty reaches it. */
function affineOf({ affine, frozen }: Settings, features: number, context: Context): readonly [Value, Value] {
  if (!affine) return [expand(constant(1), [features]), expand(constant(0), [features])];
  const ask = (name: string, value: number, role: "scale" | "bias"): Value =>
    frozen ? context.state(name, [features], value) : context.parameter(name, [features], filled(value), role);
  return [ask("weight", 1, "scale"), ask("bias", 0, "bias")];
}

/** Batch normalization of x [batch, features, …] over all axes but the second. */
export function batchNorm(where: string, x: Value, settings: Settings, context: Context): Value {
  const features = x.shape[1]!;
  const { momentum, epsilon, frozen } = settings;
  const [scale, shift] = affineOf(settings, features, context);
  const runningMean = context.state("runningMean", [features], 0);
  const runningVar = context.state("runningVar", [features], 1);
  if (context.mode !== "learn" || frozen)
    return batchNormInfer(x, scale, shift, { mean: runningMean, variance: runningVar }, epsilon);
  const count = x.shape.reduce((n, d, axis) => (axis === 1 ? n : n * d), 1);
  requireSeveral(where, count, x.shape, "a batch of one row", "use a larger batch, or layerNorm or groupNorm");
  const [y, mean, variance] = batchNormTrain(x, scale, shift, epsilon);
  const towards = (old: Value, now: Value): Value => add(old, mul(momentum, sub(now, old)));
  const unbiased = mul(variance, count / (count - 1));
  context.update("runningMean", towards(runningMean, mean), mean);
  context.update("runningVar", towards(runningVar, unbiased), unbiased);
  return y;
}
