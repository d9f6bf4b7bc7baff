import * as op from "../../../src/graph/ops/index.ts";
import type { Operand, Value } from "../../../src/graph/index.ts";
import { type Case, type Part, real, truth, use, whole } from "./case.ts";

const one = (f: (x: Operand) => Value): readonly Case[] => [
  use([real()], (x) => f(x!)),
  use([real(2, 3)], (x) => f(x!)),
];
const two = (f: (a: Operand, b: Operand) => Value, make: typeof real = real): readonly Case[] => [
  use([make(2, 3), make(2, 3)], (a, b) => f(a!, b!)),
  use([make(2, 3), make(3)], (a, b) => f(a!, b!)),
  use([make(), make(3, 1)], (a, b) => f(a!, b!)),
  use([make(4, 1, 2), make(3, 1)], (a, b) => f(a!, b!)),
];

export const elementwise: Part<
  | ("add" | "sub" | "mul" | "div" | "pow" | "maximum" | "minimum" | "neg" | "abs" | "sign" | "floor" | "exp" | "log")
  | ("sqrt" | "reciprocal" | "erf" | "sin" | "cos" | "tanh" | "sigmoid" | "softplus" | "relu")
  | ("greater" | "greaterEqual" | "less" | "lessEqual" | "equal" | "and" | "or" | "not" | "isNotANumber")
  | ("where" | "cast" | "detach")
> = {
  add: two(op.add),
  sub: two(op.sub),
  mul: two(op.mul),
  div: two(op.div),
  pow: two(op.pow),
  maximum: two(op.maximum),
  minimum: two(op.minimum),
  neg: one(op.neg),
  abs: one(op.abs),
  sign: one(op.sign),
  floor: one(op.floor),
  exp: one(op.exp),
  log: one(op.log),
  sqrt: one(op.sqrt),
  reciprocal: one(op.reciprocal),
  erf: one(op.erf),
  sin: one(op.sin),
  cos: one(op.cos),
  tanh: one(op.tanh),
  sigmoid: one(op.sigmoid),
  softplus: one(op.softplus),
  relu: one(op.relu),
  greater: two(op.greater),
  greaterEqual: two(op.greaterEqual),
  less: two(op.less),
  lessEqual: two(op.lessEqual),
  equal: [...two(op.equal), use([real(2, 3)], (x) => op.equal(x!, x!), "with itself")],
  and: two(op.and, truth),
  or: two(op.or, truth),
  not: [use([truth(5)], (x) => op.not(x!))],
  isNotANumber: one(op.isNotANumber),
  where: [
    use([truth(2, 3), real(2, 3), real(2, 3)], (c, a, b) => op.where(c!, a!, b!)),
    use([truth(2, 1), real(3), real()], (c, a, b) => op.where(c!, a!, b!)),
    use([truth(3), real(2, 1), real(2, 3)], (c, a, b) => op.where(c!, a!, b!)),
  ],
  // Differences see through it, so it is checked where its input does not vary.
  detach: [use([real(2, 3)], (x) => op.detach(op.mul(0, x!)), "of zeros")],
  cast: [
    use([real(2, 3)], (x) => op.cast(x!, "f32"), "real to real"),
    use([real(2, 3)], (x) => op.cast(x!, "i64"), "real to integer"),
    use([real(2, 3)], (x) => op.cast(x!, "bool"), "real to truth"),
    use([whole(5, 2, 3)], (x) => op.cast(x!, "f32"), "integer to real"),
    use([truth(2, 3)], (x) => op.cast(x!, "f32"), "truth to real"),
  ],
};
