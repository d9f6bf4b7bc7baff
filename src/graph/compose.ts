import { resolveAxis, sizeOf } from "../core/index.ts";
import { axesOf } from "./define.ts";
import { constant, type Operand, toValue, type Value } from "./node.ts";
import {
  add,
  cast,
  div,
  equal,
  expand,
  maximum,
  mean,
  minimum,
  mul,
  reciprocal,
  reshape,
  sqrt,
  sub,
  sum,
} from "./ops/index.ts";

// What several folders need and ops express: no op of their own, so no rule and no lowering either.

/** Zeros of the shape of a value: one stored number, stretched. */
export const zerosLike = (value: Value): Value => expand(constant(0), value.shape);

/** x². */
export function square(x: Operand): Value {
  const value = toValue(x);
  return mul(value, value);
}

/** 1/√x for x > 0. */
export const rsqrt = (x: Operand): Value => reciprocal(sqrt(x));

/** x where it lies in [low, high], else the nearer bound; the gradient is zero outside. */
export const clip = (x: Operand, low: Operand, high: Operand): Value => minimum(maximum(x, low), high);

/** 1 at each class, 0 elsewhere. [batch, …] of whole numbers → [batch, …, classes]. */
export function oneHot(indices: Value, classes: number): Value {
  const iota = constant(
    Float64Array.from({ length: classes }, (_, i) => i),
    [classes],
  );
  const real = indices.dtype === "f32" ? indices : cast(indices, "f32");
  return cast(equal(unsqueeze(real, -1), iota), "f32");
}

/** Mean squared distance from the mean (divides by the count: biased). Over all axes when none are named. */
export function variance(x: Value, axes?: readonly number[], keepDims = false): Value {
  return mean(square(sub(x, mean(x, axes, true))), axes, keepDims);
}

/** √Σx². Over all axes when none are named. Its gradient at zero is not a number. */
export const norm2 = (x: Value, axes?: readonly number[], keepDims = false): Value =>
  sqrt(sum(square(x), axes, keepDims));

/** Σ a ⊙ b over all axes: a scalar. */
export const dot = (a: Value, b: Value): Value => sum(mul(a, b));

/** Drops axes of size 1: the named ones, or every one. */
export function squeeze(x: Value, axes?: readonly number[]): Value {
  const dropped = axes === undefined ? x.shape.flatMap((d, i) => (d === 1 ? [i] : [])) : axesOf(x, axes, "squeeze");
  return reshape(
    x,
    x.shape.filter((_, i) => !dropped.includes(i)),
  );
}

/** Adds an axis of size 1 at a position of the result. */
export function unsqueeze(x: Value, axis: number): Value {
  const at = resolveAxis([...x.shape, 1], axis, "unsqueeze");
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** Gives a vector of features the place of axis 1 of `like`: [features] → [features, 1, …]. */
export const alongFeatures = (vector: Value, like: Value): Value =>
  like.shape.length === 2 ? vector : reshape(vector, [sizeOf(vector.shape), ...like.shape.slice(2).map(() => 1)]);

/**
 * Batch normalization by stored statistics: x · s + (bias − mean · s) with s = scale / √(variance + ε), so that s and
 * the shift fold into constants, and into a linear layer before it. x [batch, features, …], the others [features].
 */
export function batchNormInfer(
  x: Value,
  scale: Value,
  bias: Value,
  statistics: { readonly mean: Value; readonly variance: Value },
  epsilon = 1e-5,
): Value {
  const factor = div(scale, sqrt(add(statistics.variance, epsilon)));
  const shift = sub(bias, mul(statistics.mean, factor));
  return add(mul(x, alongFeatures(factor, x)), alongFeatures(shift, x));
}
