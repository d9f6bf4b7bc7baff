import { sameShape, type Shape, showShape, sizeOf } from "../../core/index.ts";
import { misfit, requireReal, strided } from "../define.ts";
import { areRows, weightedRows } from "../lowering.ts";
import { apply, type Op, type OnnxName, type Reference, type Value } from "../node.ts";

/** Shapes of the scale and the bias: one number per feature. */
function requireFeatures(where: string, inputs: readonly Value[], axis: number, least: number): number {
  const [x, ...affine] = inputs as readonly [Value, ...Value[]];
  const features = x.shape.at(axis) ?? 0;
  for (const value of inputs) requireReal(value, where);
  for (const { shape } of affine)
    if (shape.length !== 1 || shape[0] !== features || x.shape.length < least)
      throw misfit(where, x.shape, shape, {
        expected: `scale and bias of shape [${features}], features at axis ${axis} of at least ${least}`,
        received: `[${shape.join(", ")}]`,
      });
  return features;
}

/** Mean and biased variance of the entries of each group, then (x − mean) / √(variance + ε) · scale + bias. */
function standardize(
  [x, scale, bias]: readonly [Reference, Reference, Reference],
  groups: readonly Int32Array[],
  feature: (group: number, member: number) => number,
  epsilon: number,
): readonly [y: Float64Array, mean: Float64Array, variance: Float64Array] {
  const y = new Float64Array(x.data.length);
  const average = (group: Int32Array, f: (i: number) => number): number =>
    group.reduce((total, i) => total + f(i), 0) / group.length;
  const mean = Float64Array.from(groups, (group) => average(group, (i) => x.data[i]!));
  const variance = Float64Array.from(groups, (group, g) => average(group, (i) => (x.data[i]! - mean[g]!) ** 2));
  for (const [g, group] of groups.entries())
    for (const [k, i] of group.entries()) {
      const f = feature(g, k);
      y[i] = ((x.data[i]! - mean[g]!) / Math.sqrt(variance[g]! + epsilon)) * scale.data[f]! + bias.data[f]!;
    }
  return [y, mean, variance];
}

const strideList = (shape: Shape): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

/**
 * Each feature is a plane of memory: BatchNormalization is twice as fast as its parts. Its momentum is the weight of the
 * old statistics, 0 here. The runtime writes the new ones over the old, even over constants, where one batch with NaN
 * would spoil every later run: the zeros are computed afresh, each by a node of its own, so that they stay two tensors.
 */
const onPlanes: Op["lower"] = (emit, [x, scale, bias], { inputs, attributes }) => {
  const { shape } = inputs[0]!;
  const axes = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const [from, to] = [axes.map(() => 0), axes.map(() => 1)];
  const entries = emit.node("Slice", [x!, emit.ints(from), emit.ints(to), emit.ints(axes)]);
  const one = emit.node("Reshape", [entries, emit.ints([shape[1]!])]);
  const zeros = emit.node("Sub", [one, one]);
  const settings = { epsilon: { float: attributes.epsilon as number }, momentum: { float: 0 }, training_mode: 1 };
  return emit.nodes("BatchNormalization", [x!, scale!, bias!, zeros, emit.node("Neg", [zeros])], settings, 3);
};

/** Each feature is a column: the parts, with means as matrix products, are five times as fast. */
const onRows: Op["lower"] = (emit, [x, scale, bias], { inputs, attributes }) => {
  const { shape } = inputs[0]!;
  const average = (name: OnnxName): OnnxName =>
    areRows(shape, [0])
      ? weightedRows(emit, name, { shape, count: 1, weight: 1 / shape[0]!, to: shape.slice(1) })
      : emit.node("ReduceMean", [name, emit.ints([0])], { keepdims: 0 });
  const mean = average(x!);
  const centred = emit.node("Sub", [x!, mean]);
  const variance = average(emit.node("Mul", [centred, centred]));
  const deviation = emit.node("Sqrt", [emit.node("Add", [variance, emit.floats([attributes.epsilon as number], [])])]);
  const scaled = emit.node("Mul", [centred, emit.node("Div", [scale!, deviation])]);
  return [emit.node("Add", [scaled, bias!]), mean, variance];
};

const batchNormOp: Op = {
  name: "batchNormTrain",
  type: (inputs) => {
    const features = requireFeatures("batchNormTrain", inputs, 1, 2);
    const statistics = { shape: [features], dtype: "f32" } as const;
    return [{ shape: inputs[0]!.shape, dtype: "f32" }, statistics, statistics];
  },
  reference: (inputs, { epsilon }) => {
    const [x] = inputs as readonly [Reference];
    const strides = strideList(x.shape);
    const others = x.shape.map((d, axis) => (axis === 1 ? 1 : d));
    const groups = Array.from({ length: x.shape[1]! }, (_, i) => strided(others, strides, i * strides[1]!));
    return standardize(inputs as [Reference, Reference, Reference], groups, (group) => group, epsilon as number);
  },
  lower: (emit, inputs, node) => (node.inputs[0]!.shape.length === 2 ? onRows : onPlanes)(emit, inputs, node),
  domain: { inputs: [[-3, 3]] },
};

/**
 * Standardizes each feature by the statistics of the batch: (x − mean) / √(variance + ε) · scale + bias.
 * x [batch, features, …], scale and bias [features] → y as x, the means and the biased variances [features].
 */
export const batchNormTrain = (
  x: Value,
  scale: Value,
  bias: Value,
  epsilon = 1e-5,
): readonly [y: Value, mean: Value, variance: Value] =>
  apply(batchNormOp, [x, scale, bias], { epsilon }) as [Value, Value, Value];

/** Of one column: Σ dy, Σ dy x′ and the sums' places in dx. */
const gradientOp: Op = {
  name: "batchNormGradient",
  type: (inputs) => {
    const [dy, x, ...vectors] = inputs as readonly [Value, Value, ...Value[]];
    const features = requireFeatures("batchNormGradient", [x, ...vectors], 1, 2);
    requireReal(dy, "batchNormGradient");
    if (x.shape.length !== 2 || !sameShape(dy.shape, x.shape))
      throw misfit("batchNormGradient", dy.shape, x.shape, {
        expected: "dy and x [batch, features]",
        received: `${showShape(dy.shape)} and ${showShape(x.shape)}`,
      });
    const vector = { shape: [features], dtype: "f32" } as const;
    return [{ shape: x.shape, dtype: "f32" }, vector, vector];
  },
  reference: ([dy, x, scale, mean, variance], { epsilon }) => {
    const [rows, features] = x!.shape as readonly [number, number];
    const [dx, dScale, dBias] = [
      new Float64Array(rows * features),
      new Float64Array(features),
      new Float64Array(features),
    ];
    for (let f = 0; f < features; f++) {
      const inverse = 1 / Math.sqrt(variance!.data[f]! + (epsilon as number));
      const normed = (row: number): number => (x!.data[row * features + f]! - mean!.data[f]!) * inverse;
      for (let row = 0; row < rows; row++) {
        dBias[f]! += dy!.data[row * features + f]!;
        dScale[f]! += dy!.data[row * features + f]! * normed(row);
      }
      for (let row = 0; row < rows; row++)
        dx[row * features + f] =
          scale!.data[f]! * inverse * (dy!.data[row * features + f]! - (dBias[f]! + normed(row) * dScale[f]!) / rows);
    }
    return [dx, dScale, dBias];
  },
  lower: (emit, [dy, x, scale, mean, variance], { inputs, attributes }) => {
    const { shape } = inputs[1]!;
    const share = emit.floats([-1 / shape[0]!], []);
    const sum = (name: OnnxName): OnnxName =>
      areRows(shape, [0])
        ? weightedRows(emit, name, { shape, count: 1, weight: 1, to: shape.slice(1) })
        : emit.node("ReduceSum", [name, emit.ints([0])], { keepdims: 0 });
    const times = (a: OnnxName, b: OnnxName): OnnxName => emit.node("Mul", [a, b]);
    const plus = (a: OnnxName, b: OnnxName): OnnxName => emit.node("Add", [a, b]);
    const centred = emit.node("Sub", [x!, mean!]);
    const deviation = emit.node("Sqrt", [plus(variance!, emit.floats([attributes.epsilon as number], []))]);
    const inverse = emit.node("Reciprocal", [deviation]);
    const dBias = sum(dy!);
    const dScale = times(inverse, sum(times(dy!, centred)));
    const [slope, shift] = [times(times(inverse, dScale), share), times(dBias, share)];
    const inner = plus(dy!, plus(times(centred, slope), shift));
    return [times(inner, times(scale!, inverse)), dScale, dBias];
  },
  domain: {
    inputs: [
      [-3, 3],
      [-3, 3],
      [-3, 3],
      [-1, 1],
      [0.3, 3],
    ],
  },
};

/**
 * What flows back through y of `batchNormTrain` to x, the scale and the bias, x and dy [batch, features]:
 * dx = scale r (dy − Σ dy / n − x̂ Σ dy x̂ / n) with r = 1 / √(variance + ε) and x̂ = (x − mean) r; Σ dy x̂; Σ dy.
 */
export const batchNormGradient = (
  dy: Value,
  x: Value,
  scale: Value,
  { mean, variance }: { readonly mean: Value; readonly variance: Value },
  epsilon = 1e-5,
): readonly [dx: Value, dScale: Value, dBias: Value] =>
  apply(gradientOp, [dy, x, scale, mean, variance], { epsilon }) as [Value, Value, Value];

const layerNormOp: Op = {
  name: "layerNorm",
  type: (inputs) => {
    requireFeatures("layerNorm", inputs, -1, 1);
    const statistics = { shape: [...inputs[0]!.shape.slice(0, -1), 1], dtype: "f32" } as const;
    return [{ shape: inputs[0]!.shape, dtype: "f32" }, statistics, statistics];
  },
  reference: (inputs, attributes) => {
    const epsilon = attributes.epsilon as number;
    const [x] = inputs as readonly [Reference];
    const features = x.shape.at(-1)!;
    const groups = Array.from({ length: x.data.length / features }, (_, row) =>
      strided([features], [1], row * features),
    );
    const [y, mean, variance] = standardize(
      inputs as [Reference, Reference, Reference],
      groups,
      (_, member) => member,
      epsilon,
    );
    return [y, mean, variance.map((v) => 1 / Math.sqrt(v + epsilon))];
  },
  lower: (emit, inputs, { attributes }) =>
    emit.nodes("LayerNormalization", inputs, { axis: -1, epsilon: { float: attributes.epsilon as number } }, 3),
  domain: { inputs: [[-3, 3]] },
};

/**
 * Standardizes each row over the last axis, then scales and shifts. x [batch, …, features], scale and bias [features].
 * The op's other outputs, which its rule reuses, are the means and 1/√(variance + ε), [batch, …, 1].
 */
export const layerNorm = (x: Value, scale: Value, bias: Value, epsilon = 1e-5): Value =>
  apply(layerNormOp, [x, scale, bias], { epsilon })[0]!;
