import { ANY, isStatic, RegularizeError, type Shape, showShape, stridesOf } from "../../core/index.ts";
import { broadcastIndex, strided } from "../define.ts";
import { apply1, type Op, type Operand, type Value, toValue } from "../node.ts";

/** Product of the known sizes, and how many sizes are known only at run time. */
const knownSize = (shape: Shape): number => shape.filter((d) => d !== ANY).reduce((n, d) => n * d, 1);
const unknowns = (shape: Shape): number => shape.filter((d) => d === ANY).length;

const reshapeOp: Op = {
  name: "reshape",
  type: ([x], { shape }) => {
    const to = shape as Shape;
    if (knownSize(x!.shape) !== knownSize(to) || unknowns(x!.shape) !== unknowns(to) || unknowns(to) > 1)
      throw new RegularizeError({
        code: "E306",
        where: "reshape",
        message: `reshape: ${showShape(x!.shape)} does not have the size of ${showShape(to)}`,
      });
    return [{ shape: to, dtype: x!.dtype }];
  },
  reference: ([x]) => [x!.data.slice()],
  lower: (emit, [x], { attributes }) => [
    emit.node("Reshape", [x!, emit.ints(attributes.shape as Shape)], { allowzero: 1 }),
  ],
  domain: { inputs: [[-3, 3]] },
};

/** The same entries in row-major order under another shape of the same size. */
export const reshape = (x: Operand, shape: Shape): Value => apply1(reshapeOp, [x], { shape });

const expandOp: Op = {
  name: "expand",
  type: ([x], { shape }) => [{ shape: shape as Shape, dtype: x!.dtype }],
  reference: ([x], { shape }) => {
    const index = broadcastIndex(x!.shape, shape as Shape);
    return [Float64Array.from(index, (i) => x!.data[i]!)];
  },
  lower: (emit, [x], { attributes }) => [emit.node("Expand", [x!, emit.ints(attributes.shape as Shape)])],
  domain: { inputs: [[-3, 3]] },
};

/** Stretches axes of size 1, and adds outer axes, to reach `shape`. */
export function expand(x: Operand, shape: Shape): Value {
  const value = toValue(x);
  const lift = shape.length - value.shape.length;
  if (!isStatic(shape) || lift < 0 || value.shape.some((d, i) => d !== 1 && d !== shape[i + lift]))
    throw new RegularizeError({
      code: "E303",
      where: "expand",
      message: `expand: ${showShape(value.shape)} does not stretch to ${showShape(shape)}`,
    });
  return apply1(expandOp, [value], { shape });
}

const transposeOp: Op = {
  name: "transpose",
  type: ([x], { order }) => [{ shape: (order as number[]).map((axis) => x!.shape[axis]!), dtype: x!.dtype }],
  reference: ([x], { order }, [output]) => {
    const strides = stridesOf(x!.shape);
    const index = strided(
      output!.shape,
      (order as number[]).map((axis) => strides[axis]!),
    );
    return [Float64Array.from(index, (i) => x!.data[i]!)];
  },
  lower: (emit, [x], { attributes }) => [emit.node("Transpose", [x!], { perm: attributes.order as number[] })],
  domain: { inputs: [[-3, 3]] },
};

/** Output axis k is input axis `order[k]`; the axes reversed when no order is given. */
export function transpose(x: Value, order: readonly number[] = x.shape.map((_, i) => x.shape.length - 1 - i)): Value {
  if ([...order].toSorted((a, b) => a - b).some((axis, i) => axis !== i) || order.length !== x.shape.length)
    throw new RegularizeError({
      code: "E302",
      where: "transpose",
      message: `transpose: [${order.join(", ")}] is not an order of the axes of ${showShape(x.shape)}`,
    });
  return apply1(transposeOp, [x], { order });
}
