import { isStatic, sameShape, type Shape, sizeOf } from "../../core/index.ts";
import type { Value } from "../../graph/index.ts";
import { product } from "../../graph/lowering.ts";
import type { Fuse } from "./fusion.ts";
import { channelVector } from "../channels.ts";
import { fillOf, match } from "../match.ts";

// Work on images [batch, channels, height, width] that is bound by memory: fewer passes over them.

/** x · scale + shift with a number of each per channel: batch normalization by mean 0 and variance 1, one pass for two. */
export const affine: Fuse = (node, { owns }) => {
  const { shape } = node.outputs[0]!;
  const scaled = node.inputs.find((x) => match(x, "mul") !== undefined && owns(x) && sameShape(x.shape, shape));
  const other = node.inputs.find((x) => x !== scaled);
  const shift = scaled && other && channelVector(other, shape);
  if (node.op.name !== "add" || scaled === undefined || shift === undefined) return undefined;
  const [a, b] = scaled.node.inputs as readonly [Value, Value];
  const [x, scale] = sameShape(a.shape, shape) ? [a, channelVector(b, shape)] : [b, channelVector(a, shape)];
  if (scale === undefined || !sameShape(x.shape, shape)) return undefined;
  const constantly = (fill: number): Float64Array => new Float64Array(shape[1]!).fill(fill);
  return {
    inputs: [x, scale, shift],
    covers: [scaled.node, node],
    lower: (emit, inputs) => {
      const statistics = [0, 1].map((fill) => emit.floats(constantly(fill), [shape[1]!]));
      return [emit.node("BatchNormalization", [...inputs, ...statistics], { epsilon: { float: 0 } })];
    },
  };
};

/** From so many places on, a scalar product per plane takes half to .7 of the time of a product and a sum; below, up to 4 times. */
const LEAST_PLACES = 128;

/** Σ a ⊙ b over all axes but the channels', without the products in between. */
export const dot: Fuse = (node, { owns }) => {
  const [sum] = node.inputs;
  const multiplied = node.op.name === "sum" && owns(sum!) ? match(sum!, "mul") : undefined;
  const { shape } = sum ?? { shape: [] };
  const axes = node.attributes["axes"] as readonly number[] | undefined;
  const alike = multiplied?.inputs.every((x) => sameShape(x.shape, shape)) === true && isStatic(shape);
  if (!alike || shape.length < 3 || node.attributes["keepDims"] === true || axes?.join() !== othersOf(shape).join())
    return undefined;
  const [batch, channels, ...places] = shape as readonly [number, number, ...number[]];
  const area = sizeOf(places);
  if (area < LEAST_PLACES) return undefined;
  return {
    inputs: multiplied!.inputs,
    covers: [multiplied!, node],
    lower: (emit, inputs) => {
      if (!emit.microsoft)
        return [emit.node("ReduceSum", [emit.node("Mul", inputs), emit.ints(axes!)], { keepdims: 0 })];
      const lines = inputs.map((x) => emit.node("Reshape", [x, emit.ints([batch * channels, 1, area])]));
      const each = product(emit, lines, [3, 3], [false, true]);
      const rows = emit.node("Reshape", [each, emit.ints([batch, channels])]);
      return [emit.node("MatMul", [emit.floats(new Float64Array(batch).fill(1), [batch]), rows])];
    },
  };
};

const othersOf = (shape: Shape): number[] => shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** More than the inverse of the smallest normal number: times it, what is positive is at least 1. */
const STEEP = 3e38;

/** 1 where max(x, 0) > 0, else 0, in one pass: its line through 0 is so steep that only 0 lies below 1. */
export const step: Fuse = (node, { owns }) => {
  const [x] = node.inputs;
  const greater =
    node.op.name === "cast" && node.outputs[0]!.dtype === "f32" && owns(x!) ? match(x!, "greater") : undefined;
  const [y, zero] = greater?.inputs ?? [];
  if (y === undefined || match(y, "relu") === undefined || fillOf(zero!) !== 0) return undefined;
  return {
    inputs: [y],
    covers: [greater!, node],
    lower: (emit, inputs) => [emit.node("HardSigmoid", inputs, { alpha: { float: STEEP }, beta: { float: 0 } })],
  };
};
