import { broadcast, RegularizeError, resolveAxis, type Shape, showShape, sizeOf, stridesOf } from "../core/index.ts";
import { apply1, type Domain, type DType, type Op, type Operand, type Reference, type Value } from "./node.ts";

const ANYWHERE: Domain = { inputs: [[-3, 3]] };

/** Throws unless the value holds real numbers. */
export function requireReal(value: Value, where: string): void {
  if (value.dtype !== "f32")
    throw new RegularizeError({ code: "E305", where, message: `${where} needs real numbers`, received: value.dtype });
}

/** Throws unless the value has as many axes as its layout, such as `[batch, channels, height, width]`. */
export function requireLayout(value: Value, layout: string, where: string): void {
  if (value.shape.length !== layout.split(",").length)
    throw new RegularizeError({
      code: "E302",
      where,
      message: `${where} needs ${layout}, not ${showShape(value.shape)}`,
    });
}

/** The error of inputs whose shapes do not go together. */
export const misfit = (
  where: string,
  a: Shape,
  b: Shape,
  facts: { readonly expected: string; readonly received: string; readonly todo?: string },
): RegularizeError =>
  new RegularizeError({
    code: "E309",
    where,
    message: `${where}: shapes ${showShape(a)} and ${showShape(b)} do not fit`,
    ...facts,
  });

/** offset + Σ coordinate · stride of each element of `shape`, in row-major order. */
export function strided(shape: Shape, strides: readonly number[], offset = 0): Int32Array {
  return shape.reduce((outer, size, axis) => {
    const index = new Int32Array(outer.length * size);
    for (let i = 0; i < index.length; i++) index[i] = outer[Math.floor(i / size)]! + (i % size) * strides[axis]!;
    return index;
  }, Int32Array.of(offset));
}

/** For each element of `to`, the index of the element of `from` that broadcasting puts there. */
export function broadcastIndex(from: Shape, to: Shape): Int32Array {
  const strides = stridesOf(from);
  const lift = to.length - from.length;
  return strided(
    to,
    to.map((_, axis) => (axis < lift || from[axis - lift] === 1 ? 0 : strides[axis - lift]!)),
  );
}

/** Calls `f` with the first index, the stride and the length of each line of entries along an axis. */
export function forEachLane(
  shape: Shape,
  axis: number,
  f: (start: number, stride: number, length: number) => void,
): void {
  const stride = stridesOf(shape)[axis]!;
  const length = shape[axis]!;
  for (let outer = 0; outer < sizeOf(shape); outer += stride * length)
    for (let inner = 0; inner < stride; inner++) f(outer + inner, stride, length);
}

/** Applies `f` to broadcast entries: the reference of every elementwise op. */
export function mapReference(f: (...x: number[]) => number, inputs: readonly Reference[], shape: Shape): Float64Array {
  const indices = inputs.map((x) => broadcastIndex(x.shape, shape));
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => f(...inputs.map((x, k) => x.data[indices[k]![i]!]!)));
}

/** An elementwise function of one real value: name, ONNX op type, f in float64, domain. */
export function unary(name: string, onnx: string, f: (x: number) => number, domain = ANYWHERE): (x: Operand) => Value {
  const op: Op = {
    name,
    type: ([x]) => {
      requireReal(x!, name);
      return [{ shape: x!.shape, dtype: "f32" }];
    },
    reference: ([x]) => [x!.data.map((v) => f(v))],
    lower: (emit, inputs) => [emit.node(onnx, inputs)],
    domain,
  };
  return (x) => apply1(op, [x]);
}

/** An elementwise function of two values that broadcast. Shapes: any two that broadcast → their broadcast. */
export function binary(
  name: string,
  onnx: string,
  f: (a: number, b: number) => number,
  domain = ANYWHERE,
  dtype: { readonly in: DType; readonly out: DType } = { in: "f32", out: "f32" },
): (a: Operand, b: Operand) => Value {
  const op: Op = {
    name,
    type: ([a, b]) => {
      for (const x of [a!, b!])
        if (x.dtype !== dtype.in)
          throw new RegularizeError({
            code: "E305",
            where: name,
            message: `${name} needs ${dtype.in}`,
            received: x.dtype,
          });
      return [{ shape: broadcast(a!.shape, b!.shape, name), dtype: dtype.out }];
    },
    reference: (inputs, _, [output]) => [mapReference(f, inputs, output!.shape)],
    lower: (emit, inputs) => [emit.node(onnx, inputs)],
    domain,
  };
  return (a, b) => apply1(op, [a, b]);
}

export const axesOf = (x: Value, axes: readonly number[] | undefined, where: string): readonly number[] =>
  axes === undefined
    ? x.shape.map((_, i) => i)
    : [...new Set(axes.map((axis) => resolveAxis(x.shape, axis, where)))].toSorted((a, b) => a - b);
