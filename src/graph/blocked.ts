import type { Emitter, Node, OnnxAttribute, OnnxName } from "./node.ts";

// Convolutions on channels in blocks: what the runtime turns convolutions with constant filters into. Filters that are being
// learned are none, so their blocks are made here. Measured on the second and later layers of small image nets, with the
// reordering: .6 to .85 of the time of Conv.

const DOMAIN = "com.microsoft.nchwc";

/** Whether a product of `filters` [out, in, height, width] fits into blocks: whole ones of both, and one group. */
export function fitsBlocks({ channelBlock }: Emitter, groups: number, [out, channels]: readonly number[]): boolean {
  if (channelBlock === undefined || groups !== 1) return false;
  return [out!, channels!].every((size) => size > 0 && size % channelBlock === 0);
}

/** x ∗ w + b, then what `activation` names. x, w and perhaps b by name; `filters` is the shape of w. */
export function lowerBlocked(
  emit: Emitter,
  [x, w, ...bias]: readonly OnnxName[],
  filters: readonly number[],
  window: Readonly<Record<string, OnnxAttribute>>,
): OnnxName {
  const block = emit.channelBlock!;
  const [out, channels, ...kernel] = filters as readonly [number, number, ...number[]];
  const blocks = emit.ints([out / block, block, channels / block, block, ...kernel]);
  const split = emit.node("Reshape", [w!, blocks]);
  const turned = emit.node("Transpose", [split], { perm: [0, 2, 4, 5, 3, 1] });
  const inBlocks = emit.node("Reshape", [turned, emit.ints(filters)]);
  const [images] = emit.nodes("ReorderInput", [x!], {}, 1, DOMAIN);
  const [y] = emit.nodes("Conv", [images!, inBlocks, ...bias], window, 1, DOMAIN);
  return emit.nodes("ReorderOutput", [y!], { channels: out }, 1, DOMAIN)[0]!;
}

/** Conv by blocks where it fits. `node` is a convolution, perhaps with an `activation` of a fusion. */
export function lowerConvolution(
  emit: Emitter,
  inputs: readonly OnnxName[],
  { inputs: values, attributes }: Node,
  window: Readonly<Record<string, OnnxAttribute>>,
): OnnxName {
  const filters = values[1]!.shape;
  const isActive = attributes["activation"] === "Relu";
  if (fitsBlocks(emit, attributes["groups"] as number, filters))
    return lowerBlocked(emit, inputs, filters, isActive ? { ...window, activation: "Relu" } : window);
  const y = emit.node("Conv", inputs, window);
  return isActive ? emit.node("Relu", [y]) : y;
}
