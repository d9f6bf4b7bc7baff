import { broadcast, RegularizeError } from "../../core/index.ts";
import { binary, mapReference, requireReal } from "../define.ts";
import { apply1, type DType, type Op, type Operand, type Value } from "../node.ts";

const REAL_TO_BOOL = { in: "f32", out: "bool" } as const;
const BOOL_TO_BOOL = { in: "bool", out: "bool" } as const;
const TRUTH = { inputs: [[0, 1]] } as const;
const bit = (truth: boolean): number => (truth ? 1 : 0);

export const greater = binary("greater", "Greater", (a, b) => bit(a > b), undefined, REAL_TO_BOOL);
export const greaterEqual = binary("greaterEqual", "GreaterOrEqual", (a, b) => bit(a >= b), undefined, REAL_TO_BOOL);
export const less = binary("less", "Less", (a, b) => bit(a < b), undefined, REAL_TO_BOOL);
export const lessEqual = binary("lessEqual", "LessOrEqual", (a, b) => bit(a <= b), undefined, REAL_TO_BOOL);
export const equal = binary("equal", "Equal", (a, b) => bit(a === b), undefined, REAL_TO_BOOL);
export const and = binary("and", "And", (a, b) => bit(a !== 0 && b !== 0), TRUTH, BOOL_TO_BOOL);
export const or = binary("or", "Or", (a, b) => bit(a !== 0 || b !== 0), TRUTH, BOOL_TO_BOOL);

const predicate = (name: string, onnx: string, from: DType, f: (x: number) => boolean): ((x: Operand) => Value) => {
  const op: Op = {
    name,
    type: ([x]) => {
      if (x!.dtype !== from)
        throw new RegularizeError({ code: "E305", where: name, message: `${name} needs ${from}`, received: x!.dtype });
      return [{ shape: x!.shape, dtype: "bool" }];
    },
    reference: ([x]) => [x!.data.map((v) => bit(f(v)))],
    lower: (emit, inputs) => [emit.node(onnx, inputs)],
    domain: from === "bool" ? TRUTH : { inputs: [[-3, 3]] },
  };
  return (x) => apply1(op, [x]);
};

export const not = predicate("not", "Not", "bool", (x) => x === 0);
export const isNotANumber = predicate("isNotANumber", "IsNaN", "f32", Number.isNaN);

const whereOp: Op = {
  name: "where",
  type: ([condition, a, b]) => {
    requireReal(a!, "where");
    requireReal(b!, "where");
    if (condition!.dtype !== "bool")
      throw new RegularizeError({
        code: "E305",
        where: "where",
        message: "where needs a bool condition",
        received: condition!.dtype,
      });
    return [{ shape: broadcast(condition!.shape, broadcast(a!.shape, b!.shape, "where"), "where"), dtype: "f32" }];
  },
  reference: (inputs, _, [output]) => [mapReference((c, a, b) => (c !== 0 ? a! : b!) as number, inputs, output!.shape)],
  lower: (emit, inputs) => [emit.node("Where", inputs)],
  domain: {
    inputs: [
      [0, 1],
      [-3, 3],
      [-3, 3],
    ],
  },
};

/** a where the condition holds, else b. The three shapes broadcast. */
export const where = (condition: Value, a: Operand, b: Operand): Value => apply1(whereOp, [condition, a, b]);

/** Values of `DType` in ONNX's TensorProto.DataType. */
const ONNX_TYPE = { f32: 1, i64: 7, bool: 9 } as const;

const castOp: Op = {
  name: "cast",
  type: ([x], { to }) => [{ shape: x!.shape, dtype: to as DType }],
  reference: ([x], { to }) => [x!.data.map((v) => (to === "bool" ? bit(v !== 0) : to === "i64" ? Math.trunc(v) : v))],
  lower: (emit, inputs, { attributes }) => [emit.node("Cast", inputs, { to: ONNX_TYPE[attributes.to as DType] })],
  domain: { inputs: [[-3, 3]] },
};

/** The same numbers as another type; reals are truncated towards zero, true is 1. */
export const cast = (x: Operand, to: DType): Value => apply1(castOp, [x], { to });
