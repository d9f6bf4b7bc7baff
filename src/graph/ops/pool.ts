import { RegularizeError, sameShape, type Shape, showShape, sizeOf } from "../../core/index.ts";
import { misfit, requireLayout, requireReal } from "../define.ts";
import { apply1, type Attributes, type Emitter, type Op, type OnnxName, type Reference, type Value } from "../node.ts";
import { quarters } from "../quarters.ts";
import { mul, relu } from "./elementwise.ts";
import { type Pads, type Pair, placesOf, reach, tapsOf, windowIn, windowOf } from "../window.ts";

export interface PoolOptions {
  /** Steps between windows; the kernel's size by default, so that windows touch and do not overlap. */
  readonly strides?: Pair | undefined;
  /** At most half of the kernel, so that every window sees the image. */
  readonly pads?: Pads | undefined;
}

/** Calls `f` with the index of each output, and of the entries of x in its window. */
function forEachWindow(x: Shape, y: Shape, attributes: Attributes, f: (y: number, entries: number[]) => void): void {
  const taps = tapsOf(x, y.slice(2), windowIn(attributes));
  const [area, places] = [x[2]! * x[3]!, y[2]! * y[3]!];
  const cells = taps.length / places;
  for (let plane = 0; plane < x[0]! * x[1]!; plane++)
    for (let place = 0; place < places; place++) {
      const inside = [...taps.subarray(place * cells, (place + 1) * cells)].filter((tap) => tap >= 0);
      f(
        plane * places + place,
        inside.map((tap) => plane * area + tap),
      );
    }
}

function pooledShape(x: Value, attributes: Attributes, where: string): Shape {
  requireReal(x, where);
  requireLayout(x, "[batch, channels, height, width]", where);
  return [x.shape[0]!, x.shape[1]!, ...placesOf(x.shape, windowIn(attributes), where)];
}

/** The first entry of a window that is as large as any. */
const firstMaximum = (x: Reference, entries: readonly number[]): number =>
  entries.reduce((best, i) => (x.data[i]! > x.data[best]! ? i : best));

const onnxMaxPool = (emit: Emitter, x: OnnxName, { kernel, strides, pads }: Attributes, outputs: number): OnnxName[] =>
  emit.nodes(
    "MaxPool",
    [x],
    { kernel_shape: kernel as number[], strides: strides as number[], pads: pads as number[] },
    outputs,
  );

/** A number for each window, of the entries of x in it. */
const perWindow =
  (numberOf: (x: Reference, entries: readonly number[], attributes: Attributes) => number): Op["reference"] =>
  ([x], attributes, [output]) => {
    const y = new Float64Array(sizeOf(output!.shape));
    forEachWindow(x!.shape, output!.shape, attributes, (i, entries) => {
      y[i] = numberOf(x!, entries, attributes);
    });
    return [y];
  };

const maxPoolOp: Op = {
  name: "maxPool2d",
  type: ([x], attributes) => [{ shape: pooledShape(x!, attributes, "maxPool2d"), dtype: "f32" }],
  reference: perWindow((x, entries) => x.data[firstMaximum(x, entries)]!),
  lower: (emit, [x], { attributes }) => onnxMaxPool(emit, x!, attributes, 1),
  domain: { inputs: [[-3, 3]] },
};

const maxPoolIndicesOp: Op = {
  name: "maxPool2dIndices",
  type: ([x], attributes) => [{ shape: pooledShape(x!, attributes, "maxPool2dIndices"), dtype: "i64" }],
  reference: perWindow(firstMaximum),
  lower: (emit, [x], { attributes }) => onnxMaxPool(emit, x!, attributes, 2).slice(1),
  domain: { inputs: [[-3, 3]] },
};

const QUARTERS: Attributes = windowOf(2, { strides: 2, pads: undefined }, "maxPool2dGradient");

const poolGradientOp: Op = {
  name: "maxPool2dGradient",
  type: ([dy, x]) => {
    const y = pooledShape(x!, QUARTERS, "maxPool2dGradient");
    requireReal(dy!, "maxPool2dGradient");
    if (!sameShape(dy!.shape, y) || x!.shape.slice(2).some((size) => size % 2 === 1))
      throw misfit("maxPool2dGradient", dy!.shape, x!.shape, {
        expected: "x of even height and width, dy of half of each",
        received: `${showShape(dy!.shape)} and ${showShape(x!.shape)}`,
      });
    return [{ shape: x!.shape, dtype: "f32" }];
  },
  reference: ([dy, x]) => {
    const dx = new Float64Array(x!.data.length);
    forEachWindow(x!.shape, dy!.shape, QUARTERS, (i, entries) => {
      dx[firstMaximum(x!, entries)] = dy!.data[i]!;
    });
    return [dx];
  },
  lower: (emit, [dy, x], { inputs }) => [quarters(emit, dy!, x!, { shape: inputs[1]!.shape, lanes: 1 })],
  domain: { inputs: [[-3, 3]] },
};

/**
 * The gradient of a maximum over windows of 2 × 2 that cover the images and do not overlap, by its own gradient dy: to the first maximum in
 * reading order. dy [batch, channels, height / 2, width / 2], x [batch, channels, height, width] → as x.
 */
export const maxPool2dGradient = (dy: Value, x: Value): Value => apply1(poolGradientOp, [dy, x]);

const avgPoolOp: Op = {
  name: "avgPool2d",
  type: ([x], attributes) => [{ shape: pooledShape(x!, attributes, "avgPool2d"), dtype: "f32" }],
  reference: perWindow((x, entries, { kernel, countIncludePad }) => {
    const count = countIncludePad === true ? sizeOf(kernel as number[]) : entries.length;
    return entries.reduce((total, at) => total + x.data[at]!, 0) / count;
  }),
  lower: (emit, [x], { attributes: { kernel, strides, pads, countIncludePad } }) => [
    emit.node("AveragePool", [x!], {
      kernel_shape: kernel as number[],
      strides: strides as number[],
      pads: pads as number[],
      count_include_pad: Number(countIncludePad),
    }),
  ],
  domain: { inputs: [[-3, 3]] },
};

function poolWindow(kernel: Pair, { strides, pads }: PoolOptions, where: string): Attributes {
  const window = windowOf(kernel, { strides: strides ?? kernel, pads }, where);
  const [height, width] = reach(window) as [number, number];
  if (window.pads.some((n, i) => n * 2 > (i % 2 === 0 ? height : width)))
    throw new RegularizeError({
      code: "E312",
      where,
      message: `${where}: padding [${window.pads.join(", ")}] is more than half of the window [${height}, ${width}]`,
    });
  return window;
}

/** x = images · factor, one factor per row and channel, which is known not to be negative. */
function scaledPlanes({ node, shape }: Value): readonly [images: Value, factor: Value] | undefined {
  const factor = node.inputs.find(
    (value) => value.node.op.name === "abs" && value.shape.length === 4 && value.shape.slice(2).every((d) => d === 1),
  );
  const images = node.inputs.find((value) => value !== factor);
  const fits = node.op.name === "mul" && factor !== undefined && images !== undefined && sameShape(images.shape, shape);
  return fits ? [images, factor] : undefined;
}

/**
 * The largest entry of each window. [batch, channels, height, width] → [batch, channels, places, places]. What keeps the order of
 * entries, as relu does, comes after it: on fewer entries, with the same result and gradient.
 */
export function maxPool2d(x: Value, kernel: Pair, options: PoolOptions = {}): Value {
  if (x.node.op.name === "relu") return relu(maxPool2d(x.node.inputs[0]!, kernel, options));
  const [images, factor] = scaledPlanes(x) ?? [];
  if (images !== undefined) return mul(maxPool2d(images, kernel, options), factor!);
  return apply1(maxPoolOp, [x], poolWindow(kernel, options, "maxPool2d"));
}

/** Where in x, flattened, the largest entry of each window is; the first of equal ones, as in PyTorch. */
export const maxPool2dIndices = (x: Value, kernel: Pair, options: PoolOptions = {}): Value =>
  apply1(maxPoolIndicesOp, [x], poolWindow(kernel, options, "maxPool2dIndices"));

/** The mean of each window; the zeros of the padding count unless `countIncludePad` is false. */
export const avgPool2d = (
  x: Value,
  kernel: Pair,
  { countIncludePad = true, ...options }: PoolOptions & { readonly countIncludePad?: boolean } = {},
): Value => apply1(avgPoolOp, [x], { ...poolWindow(kernel, options, "avgPool2d"), countIncludePad });
