import { RegularizeError, type Shape, showShape, sizeOf } from "../../core/index.ts";
import { misfit, requireLayout, requireReal } from "../define.ts";
import { apply1, type Attributes, type Op, type Value } from "../node.ts";
import { gainsTurned, lowerTurned } from "../inputGradient.ts";
import { lowerWeightGradient } from "../im2col.ts";
import { onnxWindow, type Pair, placesOf, tapsOf, type WindowOptions, windowIn, windowOf } from "../window.ts";

const IMAGES = "[batch, channels, height, width]";
const FILTERS = "[out, in / groups, height, width]";

/** Calls `f` with the indices of x, w and y of every product in y = x ∗ w. */
function forEachProduct(
  x: Shape,
  w: Shape,
  y: Shape,
  attributes: Attributes,
  f: (x: number, w: number, y: number) => void,
): void {
  const taps = tapsOf(x, y.slice(2), windowIn(attributes));
  const [area, places, cells] = [x, y, w].map((shape) => shape[2]! * shape[3]!) as [number, number, number];
  const [out, perGroup] = [w[0]!, w[1]!];
  for (let image = 0; image < x[0]!; image++)
    for (let o = 0; o < out; o++)
      for (let i = 0; i < perGroup; i++) {
        const channel = Math.floor((o * (attributes.groups as number)) / out) * perGroup + i;
        for (let k = 0; k < taps.length; k++) {
          const tap = taps[k]!;
          if (tap < 0) continue;
          const place = Math.floor(k / cells);
          f(
            (image * x[1]! + channel) * area + tap,
            (o * perGroup + i) * cells + (k % cells),
            (image * out + o) * places + place,
          );
        }
      }
}

/** Both are images or filters of reals, and each group has a whole number of filters. */
function requireConvolution(
  where: string,
  values: readonly (readonly [Value, string])[],
  out: number,
  groups: number,
): void {
  for (const [value, layout] of values) {
    requireReal(value, where);
    requireLayout(value, layout, where);
  }
  if (!Number.isInteger(groups) || groups < 1 || out % groups !== 0)
    throw new RegularizeError({
      code: "E312",
      where,
      message: `${where}: ${out} filters do not divide into ${groups} groups`,
    });
}

const convOp: Op = {
  name: "conv2d",
  type: ([x, w], attributes) => {
    const groups = attributes.groups as number;
    requireConvolution(
      "conv2d",
      [
        [x!, IMAGES],
        [w!, FILTERS],
      ],
      w!.shape[0]!,
      groups,
    );
    if (x!.shape[1] !== w!.shape[1]! * groups)
      throw misfit("conv2d", x!.shape, w!.shape, {
        expected: `${w!.shape[1]! * groups} channels (${w!.shape[1]} per filter × ${groups} groups)`,
        received: String(x!.shape[1]),
      });
    return [
      { shape: [x!.shape[0]!, w!.shape[0]!, ...placesOf(x!.shape, windowIn(attributes), "conv2d")], dtype: "f32" },
    ];
  },
  reference: ([x, w], attributes, [output]) => {
    const y = new Float64Array(sizeOf(output!.shape));
    forEachProduct(x!.shape, w!.shape, output!.shape, attributes, (i, j, k) => {
      y[k]! += x!.data[i]! * w!.data[j]!;
    });
    return [y];
  },
  lower: (emit, inputs, node) => [emit.node("Conv", inputs, onnxWindow(node.attributes))],
  domain: { inputs: [[-2, 2]] },
};

const inputGradientOp: Op = {
  name: "conv2dInputGradient",
  type: ([dy, w], attributes) => {
    const where = "conv2dInputGradient";
    const groups = attributes.groups as number;
    requireConvolution(
      where,
      [
        [dy!, IMAGES],
        [w!, FILTERS],
      ],
      w!.shape[0]!,
      groups,
    );
    const x = [dy!.shape[0]!, w!.shape[1]! * groups, ...(attributes.size as number[])];
    const places = placesOf(x, windowIn(attributes), where);
    if (dy!.shape[1] !== w!.shape[0] || places.some((d, i) => d !== dy!.shape[i + 2]))
      throw misfit(where, dy!.shape, w!.shape, {
        expected: showShape([dy!.shape[0]!, w!.shape[0]!, ...places]),
        received: showShape(dy!.shape),
      });
    return [{ shape: x, dtype: "f32" }];
  },
  reference: ([dy, w], attributes, [output]) => {
    const dx = new Float64Array(sizeOf(output!.shape));
    forEachProduct(output!.shape, w!.shape, dy!.shape, attributes, (i, j, k) => {
      dx[i]! += dy!.data[k]! * w!.data[j]!;
    });
    return [dx];
  },
  lower: (emit, inputs, node) => {
    if (gainsTurned(node)) return [lowerTurned(emit, inputs, node)];
    const window = windowIn(node.attributes);
    const [dy, x] = [node.inputs[0]!.shape, node.outputs[0]!.shape];
    const missed = window.kernel.map((k, i) => {
      const covered = (dy[i + 2]! - 1) * window.strides[i]! + window.dilations[i]! * (k - 1) + 1;
      return x[i + 2]! + window.pads[i]! + window.pads[i + 2]! - covered;
    });
    return [emit.node("ConvTranspose", inputs, { ...onnxWindow(node.attributes), output_padding: missed })];
  },
  domain: { inputs: [[-2, 2]] },
};

const weightGradientOp: Op = {
  name: "conv2dWeightGradient",
  type: ([x, dy], attributes) => {
    const where = "conv2dWeightGradient";
    const groups = attributes.groups as number;
    requireConvolution(
      where,
      [
        [x!, IMAGES],
        [dy!, IMAGES],
      ],
      dy!.shape[1]!,
      groups,
    );
    const places = placesOf(x!.shape, windowIn(attributes), where);
    const fits = dy!.shape[0] === x!.shape[0] && places.every((d, i) => d === dy!.shape[i + 2]);
    if (!fits || x!.shape[1]! % groups !== 0)
      throw misfit(where, x!.shape, dy!.shape, {
        expected: showShape([x!.shape[0]!, dy!.shape[1]!, ...places]),
        received: showShape(dy!.shape),
      });
    return [{ shape: [dy!.shape[1]!, x!.shape[1]! / groups, ...(attributes.kernel as number[])], dtype: "f32" }];
  },
  reference: ([x, dy], attributes, [output]) => {
    const dw = new Float64Array(sizeOf(output!.shape));
    forEachProduct(x!.shape, output!.shape, dy!.shape, attributes, (i, j, k) => {
      dw[j]! += x!.data[i]! * dy!.data[k]!;
    });
    return [dw];
  },
  lower: lowerWeightGradient,
  domain: { inputs: [[-2, 2]] },
};

export interface ConvOptions extends WindowOptions {
  readonly groups?: number | undefined;
}

const convolution = (kernel: Pair, options: ConvOptions, where: string): Attributes => ({
  ...windowOf(kernel, options, where),
  groups: options.groups ?? 1,
});
const kernelOf = (w: Value): Pair => [w.shape.at(-2) ?? 1, w.shape.at(-1) ?? 1];

/**
 * Cross-correlation of images with filters: x [batch, in, height, width], w [out, in / groups, height, width] →
 * [batch, out, places, places].
 */
export const conv2d = (x: Value, w: Value, options: ConvOptions = {}): Value =>
  apply1(convOp, [x, w], convolution(kernelOf(w), options, "conv2d"));

/** The gradient of `conv2d` with respect to images of the given [height, width], from dy and the filters. */
export const conv2dInputGradient = (
  dy: Value,
  w: Value,
  size: readonly [height: number, width: number],
  options: ConvOptions = {},
): Value => apply1(inputGradientOp, [dy, w], { ...convolution(kernelOf(w), options, "conv2dInputGradient"), size });

/** The gradient of `conv2d` with respect to filters of the given [height, width], from the images and dy. */
export const conv2dWeightGradient = (x: Value, dy: Value, kernel: Pair, options: ConvOptions = {}): Value =>
  apply1(weightGradientOp, [x, dy], convolution(kernel, options, "conv2dWeightGradient"));
