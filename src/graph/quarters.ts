import { type Shape, sizeOf } from "../core/index.ts";
import type { Emitter, OnnxName } from "./node.ts";

/** Images as they lie: `lanes` neighbouring channels side by side, 1 where each channel is a plane of its own. */
interface Lying {
  /** [batch, channels, height, width], height and width even. */
  readonly shape: Shape;
  readonly lanes: number;
}

/**
 * The gradient of 2 × 2 maxima in ONNX: neighbours in a row first, then rows, the first of equal ones. Single floats that alternate are
 * turned into two planes before they are taken apart, lanes are not: each step then copies runs.
 */
export function quarters(emit: Emitter, dy: OnnxName, x: OnnxName, { shape, lanes }: Lying): OnnxName {
  const row = (shape[3]! / 2) * lanes;
  const pairs = sizeOf(shape) / (4 * row);
  const half = sizeOf(shape) / 2;
  const shaped = (name: OnnxName, to: readonly number[]): OnnxName => emit.node("Reshape", [name, emit.ints(to)]);
  const parted = (name: OnnxName, axis: number): OnnxName[] =>
    emit.nodes("Split", [name, emit.ints([1, 1])], { axis }, 2);
  const divided = (given: OnnxName, [first, second]: readonly OnnxName[], axis: number): OnnxName => {
    const won = emit.node("Cast", [emit.node("GreaterOrEqual", [first!, second!])], { to: FLOAT });
    const mine = emit.node("Mul", [given, won]);
    return emit.node("Concat", [mine, emit.node("Sub", [given, mine])], { axis });
  };
  const [apart, axis] = lanes === 1 ? [[2, half], 0] : [[half / lanes, 2, lanes], 1];
  const columns = lanes === 1 ? emit.node("Transpose", [shaped(x, [half, 2])], { perm: [1, 0] }) : shaped(x, apart);
  const sides = parted(columns, axis);
  const rows = parted(shaped(emit.node("Max", sides), [pairs, 2, row]), 1);
  const byRow = divided(shaped(dy, [pairs, 1, row]), rows, 1);
  const byColumn = divided(shaped(byRow, lanes === 1 ? [1, half] : [half / lanes, 1, lanes]), sides, axis);
  return shaped(lanes === 1 ? emit.node("Transpose", [byColumn], { perm: [1, 0] }) : byColumn, shape);
}

/** ONNX's number of float32. */
const FLOAT = 1;
