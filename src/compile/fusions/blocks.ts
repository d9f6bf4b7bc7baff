import { isStatic, sameShape, type Shape, sizeOf } from "../../core/index.ts";
import type { Emitter, Node, OnnxAttribute, OnnxName, Value } from "../../graph/index.ts";
import { turnedFilters, turnedWindow, turns } from "../../graph/inputGradient.ts";
import { onnxWindow } from "../../graph/window.ts";
import type { Target } from "../target.ts";
import { channelVector } from "../channels.ts";
import type { Fuse, Fusion } from "./fusion.ts";

// Convolutions on channels in blocks: what the runtime turns convolutions with constant filters into. Filters that are being
// learned are none, so their blocks are made here. Images stay in blocks between nodes that can take them so.

export const BLOCKS = "com.microsoft.nchwc";

/** Whether channels make whole blocks. */
export const fits = ({ channelBlock }: Target, channels: number | undefined): boolean =>
  channelBlock !== undefined && channels !== undefined && channels > 0 && channels % channelBlock === 0;

/** Whether images [batch, channels, height, width] can have their channels in blocks. */
export const canBlock = (target: Target, shape: Shape): boolean =>
  shape.length === 4 && isStatic(shape) && fits(target, shape[1]);

/** A convolution on blocks: what it reads, and how its filters come to be. */
interface Product {
  readonly x: Value;
  readonly w: Value;
  readonly window: Readonly<Record<string, OnnxAttribute>>;
  readonly filters: (emit: Emitter, w: OnnxName) => OnnxName;
  readonly covers: readonly Node[];
  /** Images come in rows of channels, as they are: fewer channels than a block has. */
  readonly plain?: boolean;
  readonly bias?: Value;
  readonly sum?: Value;
  readonly isActive?: boolean;
}

/** max(x ∗ w + bias + sum, 0), as far as they are there. */
export function blocked(product: Product): Fusion {
  const { x, w, bias, sum, window, covers, isActive = false } = product;
  const given = [x, w, bias, sum];
  const settings = isActive ? { ...window, activation: "Relu" } : window;
  const more = (node: Node, added: Partial<Product>): Fusion =>
    blocked({ ...product, ...added, covers: [...covers, node] });
  return {
    inputs: given.filter((value) => value !== undefined),
    covers,
    lower: (emit, names) => {
      const rest = names.slice(2);
      const added = given.slice(2).map((value) => (value === undefined ? "" : rest.shift()!));
      while (added.at(-1) === "") added.pop();
      return emit.nodes("Conv", [names[0]!, product.filters(emit, names[1]!), ...added], settings, 1, BLOCKS);
    },
    ...(isActive ? {} : { withRelu: (relu) => more(relu, { isActive: true }) }),
    ...(isActive || sum !== undefined ? {} : { withSum: (add, other) => more(add, { sum: other }) }),
    ...(isActive || bias !== undefined ? {} : { withBias: (add, vector) => more(add, { bias: vector }) }),
    blocks: {
      inputs: given.flatMap((value, i) => (value === undefined ? [] : [i === 0 ? product.plain !== true : i === 3])),
      outputs: true,
    },
  };
}

/** Filters [out, in, height, width] as the runtime's blocked convolutions read them: by blocks of out, and of in where there are any. */
function filtersInBlocks(emit: Emitter, w: OnnxName, filters: readonly number[]): OnnxName {
  const block = emit.channelBlock!;
  const [out, channels, ...kernel] = filters as readonly [number, number, ...number[]];
  const [outer, inner] = channels % block === 0 ? [channels / block, block] : [channels, 1];
  const split = emit.node("Reshape", [w, emit.ints([out / block, block, outer, inner, ...kernel])]);
  const turned = emit.node("Transpose", [split], { perm: [0, 2, 4, 5, 3, 1] });
  return emit.node("Reshape", [turned, emit.ints(filters)]);
}

/** x ∗ w, or the gradient of its images as such. */
export function blockedProduct(node: Node, target: Target): Product | undefined {
  const [x, w] = node.inputs as readonly [Value, Value];
  const isTurned = node.op.name === "conv2dInputGradient" && turns(node);
  if ((node.op.name !== "conv2d" && !isTurned) || node.attributes["groups"] !== 1) return undefined;
  const [first, second, ...kernel] = w.shape as readonly [number, number, ...number[]];
  const [out, channels] = isTurned ? [second, first] : [first, second];
  const plain = channels < (target.channelBlock ?? 0);
  if (!fits(target, out) || !(plain || fits(target, channels))) return undefined;
  return {
    ...{ x, w, covers: [node], plain, window: isTurned ? turnedWindow(node) : onnxWindow(node.attributes) },
    filters: (emit, name) =>
      filtersInBlocks(emit, isTurned ? turnedFilters(emit, name, node) : name, [out, channels, ...kernel]),
  };
}

/** A convolution whose channels make blocks. */
export const convolution: Fuse = (node, { target }) => {
  const product = blockedProduct(node, target);
  return product && blocked(product);
};

/** x · scale per channel as a convolution of one pixel: every channel is a group. */
export const lined = (x: Value, scale: Value, covers: readonly Node[]): Product => ({
  ...{ x, w: scale, covers },
  window: {
    kernel_shape: [1, 1],
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: sizeOf(scale.shape),
  },
  filters: (emit, name) => emit.node("Reshape", [name, emit.ints([sizeOf(scale.shape), 1, 1, 1])]),
});

/** images · scale per channel. */
export const scaling: Fuse = (node, { inBlocks }) => {
  if (node.op.name !== "mul") return undefined;
  for (const [i, x] of node.inputs.entries()) {
    const scale = channelVector(node.inputs[1 - i]!, x.shape);
    if (scale !== undefined && inBlocks(x)) return blocked(lined(x, scale, [node]));
  }
  return undefined;
};

/** What is added to a product in blocks is added by its node. */
export const addition: Fuse = (node, { owns, fused }) => {
  if (node.op.name !== "add") return undefined;
  for (const [i, x] of node.inputs.entries()) {
    const before = owns(x) ? fused.get(x.node) : undefined;
    const other = node.inputs[1 - i]!;
    if (before?.blocks?.outputs !== true || !sameShape(x.shape, node.outputs[0]!.shape)) continue;
    const vector = channelVector(other, x.shape);
    const fusion = vector === undefined ? undefined : before.withBias?.(node, vector);
    if (fusion !== undefined) return fusion;
    if (sameShape(other.shape, x.shape) && before.withSum !== undefined) return before.withSum(node, other);
  }
  return undefined;
};

/** Differences from a number per channel, as of a batch from its means. */
export const centring: Fuse = (node, { inBlocks }) => {
  const [x, mean] = node.inputs;
  const vector = node.op.name === "sub" ? channelVector(mean!, x!.shape) : undefined;
  if (vector === undefined || !inBlocks(x!)) return undefined;
  const channels = sizeOf(vector.shape);
  const ones = (emit: Emitter): OnnxName => emit.floats(new Float64Array(channels).fill(1), [channels, 1, 1, 1]);
  const { window } = lined(x!, vector, []);
  return {
    inputs: [x!, vector],
    covers: [node],
    lower: (emit, [images, means]) =>
      emit.nodes("Conv", [images!, ones(emit), emit.node("Neg", [means!])], window, 1, BLOCKS),
    blocks: { inputs: [true, false], outputs: true },
  };
};
