import { resolveAxis, type Shape, sizeOf } from "../../core/index.ts";
import { axesOf, broadcastIndex, forEachLane, requireReal } from "../define.ts";
import { areRows, weightedRows } from "../lowering.ts";
import { apply1, type Op, type Reference, type Value } from "../node.ts";

const keptShape = (shape: Shape, axes: readonly number[]): Shape => shape.map((d, i) => (axes.includes(i) ? 1 : d));
const droppedShape = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i));

/** Folds the entries that reduce to the same output, in row-major order. */
function foldReference(
  x: Reference,
  axes: readonly number[],
  start: number,
  f: (a: number, b: number) => number,
): Float64Array {
  const kept = keptShape(x.shape, axes);
  const to = broadcastIndex(kept, x.shape);
  const result = new Float64Array(sizeOf(kept)).fill(start);
  for (let i = 0; i < x.data.length; i++) result[to[i]!] = f(result[to[i]!]!, x.data[i]!);
  return result;
}

/** `axes` as an input since opset 18 (ReduceSum since 13). */
const reduceNode =
  (onnx: string): Op["lower"] =>
  (emit, [x], { attributes: { axes, keepDims } }) => [
    emit.node(onnx, [x!, emit.ints(axes as number[])], {
      keepdims: keepDims === true ? 1 : 0,
      noop_with_empty_axes: 1,
    }),
  ];

/** A sum over the outermost axes as a matrix product; the mean is the sum of shares. */
const rowsNode =
  (onnx: string, weight: (rows: number) => number): Op["lower"] =>
  (emit, names, node) => {
    const axes = node.attributes.axes as number[];
    const { shape } = node.inputs[0]!;
    if (!areRows(shape, axes)) return reduceNode(onnx)(emit, names, node);
    const count = axes.length;
    const to = node.outputs[0]!.shape;
    return [weightedRows(emit, names[0]!, { shape, count, weight: weight(sizeOf(shape.slice(0, count))), to })];
  };

function reduction(
  name: string,
  reference: (x: Reference, axes: readonly number[]) => Float64Array,
  lower: Op["lower"],
): (x: Value, axes?: readonly number[], keepDims?: boolean) => Value {
  const op: Op = {
    name,
    type: ([x], { axes, keepDims }) => {
      requireReal(x!, name);
      const shape =
        keepDims === true ? keptShape(x!.shape, axes as number[]) : droppedShape(x!.shape, axes as number[]);
      return [{ shape, dtype: "f32" }];
    },
    reference: ([x], { axes }) => [reference(x!, axes as number[])],
    lower,
    domain: { inputs: [[-3, 3]] },
  };
  /** Over all axes when none are named. `keepDims` leaves axes of size 1. */
  return (x, axes, keepDims = false) => apply1(op, [x], { axes: axesOf(x, axes, name), keepDims });
}

const countOf = (x: Reference, axes: readonly number[]): number => axes.reduce((n, axis) => n * x.shape[axis]!, 1);
const plus = (a: number, b: number): number => a + b;

const summed = (x: Reference, axes: readonly number[]): Float64Array => foldReference(x, axes, 0, plus);

export const sum = reduction(
  "sum",
  summed,
  rowsNode("ReduceSum", () => 1),
);
export const mean = reduction(
  "mean",
  (x, axes) => summed(x, axes).map((total) => total / countOf(x, axes)),
  rowsNode("ReduceMean", (rows) => 1 / rows),
);
export const max = reduction(
  "max",
  (x, axes) => foldReference(x, axes, Number.NEGATIVE_INFINITY, Math.max),
  reduceNode("ReduceMax"),
);
export const min = reduction(
  "min",
  (x, axes) => foldReference(x, axes, Number.POSITIVE_INFINITY, Math.min),
  reduceNode("ReduceMin"),
);

/** log Σ exp(x), shifted by the maximum so that no exponential overflows. */
export const logSumExp = reduction(
  "logSumExp",
  (x, axes) => {
    const top = foldReference(x, axes, Number.NEGATIVE_INFINITY, Math.max);
    const at = broadcastIndex(keptShape(x.shape, axes), x.shape);
    const shifted = { shape: x.shape, data: x.data.map((v, i) => Math.exp(v - top[at[i]!]!)) };
    return summed(shifted, axes).map((total, i) => top[i]! + Math.log(total));
  },
  reduceNode("ReduceLogSumExp"),
);

const argMaxOp: Op = {
  name: "argMax",
  type: ([x], { axis, keepDims }) => {
    requireReal(x!, "argMax");
    const axes = [axis as number];
    return [{ shape: keepDims === true ? keptShape(x!.shape, axes) : droppedShape(x!.shape, axes), dtype: "i64" }];
  },
  reference: ([x], attributes) => {
    const axis = attributes.axis as number;
    const result: number[] = [];
    forEachLane(x!.shape, axis, (start, stride, length) => {
      let best = 0;
      for (let i = 1; i < length; i++) if (x!.data[start + i * stride]! > x!.data[start + best * stride]!) best = i;
      result.push(best);
    });
    return [Float64Array.from(result)];
  },
  lower: (emit, inputs, { attributes: { axis, keepDims } }) => [
    emit.node("ArgMax", inputs, { axis: axis as number, keepdims: keepDims === true ? 1 : 0 }),
  ],
  domain: { inputs: [[-3, 3]] },
};

/** Position of the largest entry along an axis, the first of equal ones, as an integer. */
export const argMax = (x: Value, axis = -1, keepDims = false): Value =>
  apply1(argMaxOp, [x], { axis: resolveAxis(x.shape, axis, "argMax"), keepDims });
