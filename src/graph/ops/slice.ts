import { ANY, RegularizeError, resolveAxis, type Shape, showShape, stridesOf } from "../../core/index.ts";
import { requireReal, strided } from "../define.ts";
import { apply1, type Op, type Operand, toValue, type Value } from "../node.ts";

/** Before the first entry: what ONNX takes as the end of a backward slice that includes entry 0. */
const BEFORE_FIRST = -(2 ** 31);

const sliceOp: Op = {
  name: "slice",
  type: ([x], { axes, sizes }) => {
    const shape = x!.shape.map((d, axis) => (sizes as number[])[(axes as number[]).indexOf(axis)] ?? d);
    return [{ shape, dtype: x!.dtype }];
  },
  reference: ([x], { axes, starts, steps }, [output]) => {
    const strides = stridesOf(x!.shape);
    const steppedBy = (axis: number): number => (steps as number[])[(axes as number[]).indexOf(axis)] ?? 1;
    const offset = (axes as number[]).reduce((at, axis, i) => at + (starts as number[])[i]! * strides[axis]!, 0);
    const index = strided(
      output!.shape,
      strides.map((stride, axis) => stride * steppedBy(axis)),
      offset,
    );
    return [Float64Array.from(index, (i) => x!.data[i]!)];
  },
  lower: (emit, [x], { attributes }) => {
    if ((attributes.axes as number[]).length === 0) return [emit.node("Identity", [x!])];
    const { axes, starts, sizes, steps } = attributes as Readonly<Record<string, readonly number[]>>;
    const ends = starts!.map((start, i) => start + sizes![i]! * steps![i]!);
    const inputs = [starts!, ends.map((end) => (end < 0 ? BEFORE_FIRST : end)), axes!, steps!];
    return [emit.node("Slice", [x!, ...inputs.map((values) => emit.ints(values))])];
  },
  domain: { inputs: [[-3, 3]] },
};

/** Entries start, start + step, … before `end` of one axis; negative positions count from the end of the axis. */
export interface Range {
  readonly axis: number;
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

function resolveRange(shape: Shape, range: Range): { axis: number; start: number; size: number; step: number } {
  const axis = resolveAxis(shape, range.axis, "slice");
  const length = shape[axis]!;
  const step = range.step ?? 1;
  const at = (position: number): number => (position < 0 ? position + length : position);
  const start = range.start === undefined ? (step > 0 ? 0 : length - 1) : at(range.start);
  const end = range.end === undefined ? (step > 0 ? length : -1) : at(range.end);
  const size = Math.ceil((end - start) / step);
  const inside = start >= 0 && start < length && end >= -1 && end <= length && step !== 0 && size > 0;
  if (length === ANY || !inside || ![start, end, step].every(Number.isInteger))
    throw new RegularizeError({
      code: "E312",
      where: "slice",
      message: `slice: axis ${axis} of ${showShape(shape)} has no entries from ${range.start ?? "start"} to ${range.end ?? "end"} by ${step}`,
      expected: length === ANY ? "an axis of known size" : `positions within [0, ${length}] and at least one entry`,
    });
  return { axis, start, size, step };
}

/** A part of x: the named ranges of the named axes, and all of the others. A negative step goes backwards. */
export function slice(x: Value, ...ranges: readonly Range[]): Value {
  const parts = ranges.map((range) => resolveRange(x.shape, range));
  return apply1(sliceOp, [x], {
    axes: parts.map(({ axis }) => axis),
    starts: parts.map(({ start }) => start),
    sizes: parts.map(({ size }) => size),
    steps: parts.map(({ step }) => step),
  });
}

const padOp: Op = {
  name: "pad",
  type: ([x], attributes) => {
    requireReal(x!, "pad");
    const [before, after] = [attributes.before as number[], attributes.after as number[]];
    const bad = [...before, ...after].some((n) => !Number.isInteger(n) || n < 0);
    if (before.length !== x!.shape.length || after.length !== x!.shape.length || bad)
      throw new RegularizeError({
        code: "E312",
        where: "pad",
        message: `pad: [${before.join(", ")}] before and [${after.join(", ")}] after do not fit ${showShape(x!.shape)}`,
        expected: `${x!.shape.length} counts of at least 0 on each side`,
      });
    return [{ shape: x!.shape.map((d, i) => (d === ANY ? d : d + before[i]! + after[i]!)), dtype: "f32" }];
  },
  reference: ([x], { before, value }, [output]) => {
    const strides = stridesOf(output!.shape);
    const offset = strides.reduce((at, stride, i) => at + stride * (before as number[])[i]!, 0);
    const result = new Float64Array(strides.length === 0 ? 1 : strides[0]! * output!.shape[0]!).fill(value as number);
    for (const [i, to] of strided(x!.shape, strides, offset).entries()) result[to] = x!.data[i]!;
    return [result];
  },
  lower: (emit, [x], { attributes: { before, after, value }, outputs: [output] }) => [
    // The runtime's Pad refuses scalars.
    output!.shape.length === 0
      ? emit.node("Identity", [x!])
      : emit.node("Pad", [
          x!,
          emit.ints([...(before as number[]), ...(after as number[])]),
          emit.floats([value as number], []),
        ]),
  ],
  domain: { inputs: [[-3, 3]] },
};

/** Surrounds x with a constant: `before[i]` entries before and `after[i]` after those of axis i. */
export const pad = (x: Operand, before: readonly number[], after: readonly number[], value = 0): Value =>
  apply1(padOp, [toValue(x)], { before, after, value });
