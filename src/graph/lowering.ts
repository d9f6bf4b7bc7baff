import { sameShape, type Shape, sizeOf } from "../core/index.ts";
import type { Emitter, OnnxName } from "./node.ts";

// ONNX forms that several ops share.

/**
 * a b of the given ranks, each matrix transposed as its flag says. Gemm takes transposed matrices, FusedMatMul
 * transposed batches of them; elsewhere the transposition is a node.
 */
export function product(
  emit: Emitter,
  factors: readonly OnnxName[],
  ranks: readonly number[],
  flags: readonly boolean[],
): OnnxName {
  if (!flags.includes(true)) return emit.node("MatMul", factors);
  const settings = { transA: Number(flags[0]), transB: Number(flags[1]) };
  if (ranks.every((rank) => rank === 2)) return emit.node("Gemm", factors, settings);
  if (emit.microsoft) return emit.nodes("FusedMatMul", factors, settings, 1, "com.microsoft")[0]!;
  const straight = factors.map((name, i) => {
    const axes = Array.from({ length: ranks[i]! }, (_, axis) => axis);
    return flags[i]!
      ? emit.node("Transpose", [name], { perm: [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!] })
      : name;
  });
  return emit.node("MatMul", straight);
}

/** Beyond this many rows the row of weights would take more room in the file than it saves time. */
const MOST_ROWS = 16_384;

/** Whether `weightedRows` can take the place of a sum over these axes: the outermost ones, of few enough entries. */
export const areRows = (shape: Shape, axes: readonly number[]): boolean =>
  axes.length > 0 &&
  axes.length < shape.length &&
  axes.every((axis, i) => axis === i) &&
  shape.every((d) => d >= 0) &&
  sizeOf(axes.map((axis) => shape[axis]!)) <= MOST_ROWS;

/**
 * weight · Σ over the outermost `count` axes, as a product with a row of weights: [rows, columns] → `to`, of as many
 * columns. ReduceSum strides over columns one by one; this is eight times as fast at [256, 256].
 */
export function weightedRows(
  emit: Emitter,
  x: OnnxName,
  {
    shape,
    count,
    weight,
    to,
  }: { readonly shape: Shape; readonly count: number; readonly weight: number; readonly to: Shape },
): OnnxName {
  const rows = sizeOf(shape.slice(0, count));
  const columns = sizeOf(shape.slice(count));
  const matrix = shape.length === 2 ? x : emit.node("Reshape", [x, emit.ints([rows, columns])]);
  const asRow = sameShape(to, [1, columns]);
  const weights = emit.floats(new Float64Array(rows).fill(weight), asRow ? [1, rows] : [rows]);
  const total = emit.node("MatMul", [weights, matrix]);
  return asRow || to.length === 1 ? total : emit.node("Reshape", [total, emit.ints(to)]);
}
