import { sameShape, sizeOf } from "../../core/index.ts";
import { gradientOverPlaces } from "../../graph/im2col.ts";
import { weightedRows } from "../../graph/lowering.ts";
import { quarters } from "../../graph/quarters.ts";
import type { Emitter, OnnxName } from "../../graph/index.ts";
import type { OpName } from "../match.ts";
import { BLOCKS, canBlock, lined } from "./blocks.ts";
import type { Fuse } from "./fusion.ts";

// What else takes images with their channels in blocks as they come.

/** Ops whose entries depend on the entries at the same place. */
const PLACEWISE: ReadonlySet<string> = new Set([
  ...(["add", "sub", "mul", "div", "maximum", "minimum", "relu"] satisfies OpName[]),
]);

/** Entry by entry, in whatever order entries lie: all images in blocks, or numbers. */
export const placewise: Fuse = (node, { target, inBlocks }) => {
  const { shape, dtype } = node.outputs[0]!;
  if (!PLACEWISE.has(node.op.name) || dtype !== "f32" || !canBlock(target, shape)) return undefined;
  const whole = node.inputs.map((x) => sameShape(x.shape, shape));
  const fitting = node.inputs.every((x, i) => whole[i] || x.shape.length === 0);
  if (!fitting || !node.inputs.some(inBlocks)) return undefined;
  return {
    inputs: node.inputs,
    covers: [node],
    lower: (emit, names) => node.op.lower(emit, names, node),
    blocks: { inputs: whole, outputs: true },
  };
};

/** A fusion of entries that takes and gives blocks where its input comes in them. */
export const keepingBlocks =
  (fuse: Fuse): Fuse =>
  (node, surroundings) => {
    const fusion = fuse(node, surroundings);
    return fusion?.inputs.every(surroundings.inBlocks) === true
      ? { ...fusion, blocks: { inputs: fusion.inputs.map(() => true), outputs: true } }
      : undefined;
  };

/** images · one number per image and channel: every plane is a group of one image. */
export const planes: Fuse = (node, { inBlocks }) => {
  if (node.op.name !== "mul") return undefined;
  const { shape } = node.outputs[0]!;
  const x = node.inputs.find((value) => sameShape(value.shape, shape) && inBlocks(value));
  const factor = node.inputs.find((value) => value !== x);
  const [batch, channels, ...places] = shape as readonly [number, number, ...number[]];
  if (x === undefined || factor === undefined || !sameShape(factor.shape, [batch, channels, 1, 1])) return undefined;
  const product = lined(x, factor, [node]);
  return {
    inputs: [x, factor],
    covers: [node],
    lower: (emit, [images, factors]) => {
      const one = emit.node("Reshape", [images!, emit.ints([1, batch * channels, ...places])]);
      const [y] = emit.nodes("Conv", [one, product.filters(emit, factors!)], product.window, 1, BLOCKS);
      return [emit.node("Reshape", [y!, emit.ints(shape)])];
    },
    blocks: { inputs: [true, false], outputs: true },
  };
};

const planeMeans = (emit: Emitter, x: OnnxName): OnnxName => emit.nodes("GlobalAveragePool", [x], {}, 1, BLOCKS)[0]!;

/** Sums and means per channel, or per image and channel. */
export const totals: Fuse = (node, { inBlocks }) => {
  const [x] = node.inputs;
  const { name } = node.op;
  const axes = (node.attributes["axes"] as readonly number[] | undefined)?.join();
  if ((name !== "sum" && name !== "mean") || !inBlocks(x!) || (axes !== "0,2,3" && axes !== "2,3")) return undefined;
  const [batch, channels, ...places] = x!.shape as readonly [number, number, ...number[]];
  const each = name === "sum" ? sizeOf(places) : 1;
  const to = node.outputs[0]!.shape;
  return {
    inputs: [x!],
    covers: [node],
    lower: (emit, [images]) => {
      const means = emit.node("Reshape", [planeMeans(emit, images!), emit.ints([batch, channels])]);
      if (axes === "0,2,3") {
        const weight = name === "sum" ? each : 1 / batch;
        return [weightedRows(emit, means, { shape: [batch, channels], count: 1, weight, to })];
      }
      const scaled = each === 1 ? means : emit.node("Mul", [means, emit.floats([each], [])]);
      return [emit.node("Reshape", [scaled, emit.ints(to)])];
    },
    blocks: { inputs: [true], outputs: false },
  };
};

export const pool: Fuse = (node, { target, inBlocks }) => {
  const [x] = node.inputs;
  if (node.op.name !== "maxPool2d" || !inBlocks(x!) || !canBlock(target, x!.shape)) return undefined;
  const { kernel, strides, pads } = node.attributes as Readonly<Record<string, readonly number[]>>;
  const window = { kernel_shape: kernel!, strides: strides!, pads: pads!, dilations: [1, 1] };
  return {
    inputs: [x!],
    covers: [node],
    lower: (emit, names) => emit.nodes("MaxPool", names, window, 1, BLOCKS),
    blocks: { inputs: [true], outputs: true },
  };
};

/** The gradient of 2 × 2 maxima where they lie: what is side by side in a row are whole blocks. */
export const poolGradient: Fuse = (node, { target, inBlocks }) => {
  const [dy, x] = node.inputs;
  if (node.op.name !== "maxPool2dGradient" || !inBlocks(x!) || !canBlock(target, x!.shape)) return undefined;
  const lying = { shape: x!.shape, lanes: target.channelBlock! };
  return {
    inputs: [dy!, x!],
    covers: [node],
    lower: (emit, [errors, images]) => [quarters(emit, errors!, images!, lying)],
    blocks: { inputs: [true, true], outputs: true },
  };
};

/** The gradient of filters reads the channels of its images last: turned out of their blocks once, not twice. */
export const filterGradient: Fuse = (node, { inBlocks }) => {
  const [x, dy] = node.inputs;
  if (node.op.name !== "conv2dWeightGradient" || !inBlocks(x!)) return undefined;
  const lower = gradientOverPlaces(node);
  return (
    lower && {
      inputs: [x!, dy!],
      covers: [node],
      lower: (emit, [images, errors]) => {
        const settings = { channels: x!.shape[1]!, channels_last: 1 };
        return [lower(emit, emit.nodes("ReorderOutput", [images!], settings, 1, BLOCKS)[0]!, errors!)];
      },
      blocks: { inputs: [true, false], outputs: false },
    }
  );
};
