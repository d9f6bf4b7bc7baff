import { RegularizeError, resolveAxis, type Shape, showShape, sizeOf } from "../../core/index.ts";
import { misfit, requireReal } from "../define.ts";
import { apply1, type Op, type Reference, type Value, type ValueType } from "../node.ts";
import { cast } from "./compare.ts";

function requireIndices(indices: Value, where: string): void {
  if (indices.dtype !== "i64")
    throw new RegularizeError({
      code: "E305",
      where,
      message: `${where} needs integer indices`,
      received: indices.dtype,
    });
}

/** Positions in [0, size); negative ones count from the end. */
function positions(indices: Reference, size: number, where: string): number[] {
  return Array.from(indices.data, (i) => {
    if (i < -size || i >= size)
      throw new RegularizeError({
        code: "E313",
        where,
        message: `${where}: index ${i} is outside an axis of size ${size}`,
      });
    return i < 0 ? i + size : i;
  });
}

/** Real indices, as data arrays hold them, are cast. */
const asIndices = (indices: Value): Value => (indices.dtype === "f32" ? cast(indices, "i64") : indices);

const gatherOp: Op = {
  name: "gather",
  type: ([x, indices], attributes) => {
    const axis = attributes.axis as number;
    requireIndices(indices!, "gather");
    return [{ shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: x!.dtype }];
  },
  reference: ([x, indices], attributes) => {
    const axis = attributes.axis as number;
    const size = x!.shape[axis]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const rows = positions(indices!, size, "gather");
    const outer = Array.from({ length: sizeOf(x!.shape.slice(0, axis)) }, (_, i) => i * size);
    const starts = outer.flatMap((from) => rows.map((row) => (from + row) * inner));
    return [Float64Array.from(starts.flatMap((start) => [...x!.data.subarray(start, start + inner)]))];
  },
  lower: (emit, inputs, { attributes }) => [emit.node("Gather", inputs, { axis: attributes.axis as number })],
  domain: { inputs: [[-3, 3]] },
};

/** Entries of one axis by position: [a, size, b], indices [n, m] → [a, n, m, b]. Real indices are truncated. */
export const gather = (x: Value, indices: Value, axis = 0): Value =>
  apply1(gatherOp, [x, asIndices(indices)], { axis: resolveAxis(x.shape, axis, "gather") });

const restOf = (updates: Shape, indices: Shape): Shape => updates.slice(indices.length);

/**
 * On one thread by ScatterND, row by row; on several it loses updates of rows that meet, and ScatterElements, far slower, does
 * not.
 */
const scatterAddOp: Op = {
  name: "scatterAdd",
  type: ([updates, indices], { size }) => {
    requireReal(updates!, "scatterAdd");
    requireIndices(indices!, "scatterAdd");
    if (indices!.shape.some((d, i) => d !== updates!.shape[i]))
      throw misfit("scatterAdd", updates!.shape, indices!.shape, {
        expected: "updates that begin with the axes of the indices",
        received: `${showShape(updates!.shape)} and ${showShape(indices!.shape)}`,
      });
    return [{ shape: [size as number, ...restOf(updates!.shape, indices!.shape)], dtype: "f32" }];
  },
  reference: ([updates, indices], { size }) => {
    const inner = sizeOf(restOf(updates!.shape, indices!.shape));
    const result = new Float64Array((size as number) * inner);
    for (const [k, row] of positions(indices!, size as number, "scatterAdd").entries())
      for (let i = 0; i < inner; i++) result[row * inner + i]! += updates!.data[k * inner + i]!;
    return [result];
  },
  lower: (emit, [updates, indices], { inputs, outputs }) => {
    const count = sizeOf(inputs[1]!.shape);
    const inner = sizeOf(restOf(inputs[0]!.shape, inputs[1]!.shape));
    const [{ shape }] = outputs as readonly [ValueType];
    const zeros = emit.node("ConstantOfShape", [emit.ints([shape[0]!, inner])]);
    const rows = emit.node("Reshape", [updates!, emit.ints([count, inner])]);
    const column = emit.node("Reshape", [indices!, emit.ints([count, 1])]);
    if (emit.serial === true) {
      const sum = emit.node("ScatterND", [zeros, column, rows], { reduction: "add" });
      return [emit.node("Reshape", [sum, emit.ints(shape)])];
    }
    const at = inner === 1 ? column : emit.node("Expand", [column, emit.ints([count, inner])]);
    const total = emit.node("ScatterElements", [zeros, at, rows], { axis: 0, reduction: "add" });
    return [emit.node("Reshape", [total, emit.ints(shape)])];
  },
  domain: { inputs: [[-3, 3]] },
};

/** Sums rows into zeros: updates [n, …], indices [n] → [size, …]; the gradient of `gather` along axis 0. */
export const scatterAdd = (updates: Value, indices: Value, size: number): Value =>
  apply1(scatterAddOp, [updates, asIndices(indices)], { size });
