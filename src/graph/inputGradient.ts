import type { Emitter, Node, OnnxAttribute, OnnxName } from "./node.ts";
import { reach, windowIn } from "./window.ts";

/** So few images or channels are faster as a transposed convolution. */
const LEAST = 8;

/** Whether an input gradient can be a convolution of dy with turned filters, and has enough of everything for it. It needs steps of 1. */
export function turns({ inputs, outputs, attributes }: Node): boolean {
  const { strides, pads } = windowIn(attributes);
  const [batch, channels] = outputs[0]!.shape as readonly [number, number];
  const far = reach(windowIn(attributes));
  return (
    attributes["groups"] === 1 &&
    strides.every((step) => step === 1) &&
    pads.every((pad, i) => pad < far[i % 2]!) &&
    Math.min(batch, channels, inputs[1]!.shape[0]!) >= LEAST
  );
}

/**
 * Whether it then is faster than a transposed convolution. Measured: .6 to 1 times its time as long as there are at least as many places
 * as channels, 1.4 beyond.
 */
export function gainsTurned(node: Node): boolean {
  const [, channels, height, width] = node.outputs[0]!.shape as readonly [number, number, number, number];
  return turns(node) && channels <= height * width;
}

/** Filters with in and out swapped and both axes reversed. */
export function turnedFilters(emit: Emitter, w: OnnxName, { attributes }: Node): OnnxName {
  const swapped = emit.node("Transpose", [w], { perm: [1, 0, 2, 3] });
  if (windowIn(attributes).kernel.every((size) => size === 1)) return swapped;
  const backwards = [
    [-1, -1],
    [-(2 ** 31), -(2 ** 31)],
    [2, 3],
    [-1, -1],
  ].map((values) => emit.ints(values));
  return emit.node("Slice", [swapped, ...backwards]);
}

/** How the turned filters slide over dy. */
export function turnedWindow({ attributes }: Node): Record<string, OnnxAttribute> {
  const { kernel, pads, dilations, strides } = windowIn(attributes);
  const far = reach(windowIn(attributes));
  const around = pads.map((pad, i) => far[i % 2]! - 1 - pad);
  return { kernel_shape: [...kernel], strides: [...strides], pads: around, dilations: [...dilations], group: 1 };
}

/** dx of y = x ∗ w with steps of 1. */
export const lowerTurned = (emit: Emitter, [dy, w]: readonly OnnxName[], node: Node): OnnxName =>
  emit.node("Conv", [dy!, turnedFilters(emit, w!, node)], turnedWindow(node));
