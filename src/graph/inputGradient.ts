import { fitsBlocks, lowerBlocked } from "./blocked.ts";
import type { Emitter, Node, OnnxAttribute, OnnxName } from "./node.ts";
import { reach, windowIn } from "./window.ts";

/** So few images or channels are faster as a transposed convolution. */
const LEAST = 8;

/**
 * Whether an input gradient is lowered as a convolution of dy with turned filters. It needs steps of 1. Measured: .6 to 1
 * times the time of a transposed convolution as long as there are at least as many places as channels, 1.4 beyond; in blocks
 * always less.
 */
export function turns(emit: Emitter, { inputs, outputs, attributes }: Node): boolean {
  const { strides, pads } = windowIn(attributes);
  const [batch, channels, height, width] = outputs[0]!.shape as [number, number, number, number];
  const far = reach(windowIn(attributes));
  return (
    attributes.groups === 1 &&
    strides.every((step) => step === 1) &&
    pads.every((pad, i) => pad < far[i % 2]!) &&
    Math.min(batch, channels, inputs[1]!.shape[0]!) >= LEAST &&
    (channels <= height * width || fitsBlocks(emit, 1, inputs[1]!.shape))
  );
}

/** dx of y = x ∗ w with steps of 1: dy ∗ w with in and out swapped and both axes of the filters reversed. */
export function lowerTurned(emit: Emitter, [dy, w]: readonly OnnxName[], { inputs, attributes }: Node): OnnxName {
  const { kernel, pads, dilations, strides } = windowIn(attributes);
  const far = reach(windowIn(attributes));
  const swapped = emit.node("Transpose", [w!], { perm: [1, 0, 2, 3] });
  const backwards = [
    [-1, -1],
    [-(2 ** 31), -(2 ** 31)],
    [2, 3],
    [-1, -1],
  ].map((values) => emit.ints(values));
  const turned = kernel.every((size) => size === 1) ? swapped : emit.node("Slice", [swapped, ...backwards]);
  const around = pads.map((pad, i) => far[i % 2]! - 1 - pad);
  const window: Record<string, OnnxAttribute> = { kernel_shape: [...kernel], strides: [...strides], pads: around };
  const settings = { ...window, dilations: [...dilations], group: 1 };
  const [out, channels] = inputs[1]!.shape as readonly [number, number];
  const fits = fitsBlocks(emit, 1, [out, channels]);
  return fits
    ? lowerBlocked(emit, [dy!, turned], [channels, out, ...kernel], settings)
    : emit.node("Conv", [dy!, turned], settings);
}
