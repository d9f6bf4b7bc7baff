import { broadcast, RegularizeError, resolveAxis, type Shape, sizeOf, stridesOf } from "../core/index.ts";
import { apply1, type Domain, type DType, type Op, type Operand, type Reference, type Value } from "./node.ts";

const ANYWHERE: Domain = { inputs: [[-3, 3]] };

/** Throws unless the value holds real numbers. */
export function requireReal(value: Value, where: string): void {
  if (value.dtype !== "f32")
    throw new RegularizeError({ code: "E305", where, message: `${where} needs real numbers`, received: value.dtype });
}

/** For each element of `to`, the index of the element of `from` that broadcasting puts there. */
export function broadcastIndex(from: Shape, to: Shape): Int32Array {
  const index = new Int32Array(sizeOf(to));
  const fromStrides = stridesOf(from);
  const toStrides = stridesOf(to);
  const lift = to.length - from.length;
  for (let i = 0; i < index.length; i++) {
    let at = 0;
    for (let axis = 0; axis < from.length; axis++)
      if (from[axis] !== 1) at += (Math.floor(i / toStrides[axis + lift]!) % to[axis + lift]!) * fromStrides[axis]!;
    index[i] = at;
  }
  return index;
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
