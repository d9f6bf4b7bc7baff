import { ANY, RegularizeError, resolveAxis, type Shape, showShape, stridesOf } from "../../core/index.ts";
import { misfit, strided } from "../define.ts";
import { apply, apply1, type Op, type Value } from "../node.ts";

/** Sets the size of one axis. */
const resized = (shape: Shape, axis: number, size: number): Shape => shape.map((d, i) => (i === axis ? size : d));

/** For each part along an axis, where its entries lie in the whole. */
function placesIn(whole: Shape, parts: readonly Shape[], axis: number): Int32Array[] {
  const strides = stridesOf(whole);
  let from = 0;
  return parts.map((shape) => {
    const index = strided(shape, strides, from * strides[axis]!);
    from += shape[axis]!;
    return index;
  });
}

const concatOp: Op = {
  name: "concat",
  type: (inputs, attributes) => {
    const axis = attributes.axis as number;
    const [first] = inputs as readonly [Value];
    for (const { shape, dtype } of inputs) {
      const wanted = resized(first.shape, axis, shape[axis] ?? 0);
      if (shape.length !== wanted.length || shape.some((d, i) => d !== wanted[i]) || dtype !== first.dtype)
        throw misfit("concat", first.shape, shape, {
          expected: `${first.dtype} with equal sizes except at axis ${axis}`,
          received: dtype,
        });
    }
    if (inputs.some((x) => x.shape[axis] === ANY))
      throw new RegularizeError({
        code: "E301",
        where: "concat",
        message: `concat: axis ${axis} of ${inputs.map((x) => showShape(x.shape)).join(" and ")} is known only at run time`,
      });
    const size = inputs.reduce((total, { shape }) => total + shape[axis]!, 0);
    return [{ shape: resized(first.shape, axis, size), dtype: first.dtype }];
  },
  reference: (inputs, { axis }, [output]) => {
    const places = placesIn(
      output!.shape,
      inputs.map((x) => x.shape),
      axis as number,
    );
    const result = new Float64Array(places.reduce((n, index) => n + index.length, 0));
    for (const [k, index] of places.entries()) for (const [i, to] of index.entries()) result[to] = inputs[k]!.data[i]!;
    return [result];
  },
  lower: (emit, inputs, { attributes }) => [emit.node("Concat", inputs, { axis: attributes.axis as number })],
  domain: { inputs: [[-3, 3]] },
};

/** Joins values along an axis; their other sizes are equal. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (first === undefined)
    throw new RegularizeError({ code: "E309", where: "concat", message: "concat needs at least one value" });
  return apply1(concatOp, values, { axis: resolveAxis(first.shape, axis, "concat") });
}

const splitOp: Op = {
  name: "split",
  type: ([x], attributes) => {
    const [axis, sizes] = [attributes.axis as number, attributes.sizes as number[]];
    const total = sizes.reduce((n, size) => n + size, 0);
    if (total !== x!.shape[axis] || sizes.some((size) => !Number.isInteger(size) || size < 1))
      throw new RegularizeError({
        code: "E309",
        where: "split",
        message: `split: parts [${sizes.join(", ")}] do not fill axis ${axis} of ${showShape(x!.shape)}`,
        expected: `positive sizes that add up to ${x!.shape[axis]}`,
        received: String(total),
      });
    return sizes.map((size) => ({ shape: resized(x!.shape, axis, size), dtype: x!.dtype }));
  },
  reference: ([x], { axis }, outputs) =>
    placesIn(
      x!.shape,
      outputs.map(({ shape }) => shape),
      axis as number,
    ).map((index) => Float64Array.from(index, (i) => x!.data[i]!)),
  lower: (emit, [x], { attributes, outputs }) =>
    emit.nodes(
      "Split",
      [x!, emit.ints(attributes.sizes as number[])],
      { axis: attributes.axis as number },
      outputs.length,
    ),
  domain: { inputs: [[-3, 3]] },
};

/** Cuts a value into parts of the given sizes along an axis: the inverse of `concat`. */
export const split = (x: Value, sizes: readonly number[], axis: number): Value[] =>
  apply(splitOp, [x], { sizes, axis: resolveAxis(x.shape, axis, "split") });
