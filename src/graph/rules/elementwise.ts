import { isStatic, sizeOf } from "../../core/index.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** Piecewise constant, or not a function of reals: no gradient flows. */
const none: Rule = (_, { inputs }) => inputs.map(() => undefined);

export const add: Rule = (dy) => [dy, dy];
export const sub: Rule = (dy) => [dy, op.neg(dy)];
export const mul: Rule = (dy, { inputs: [a, b] }) => [op.mul(dy, b!), op.mul(dy, a!)];
export const div: Rule = (dy, { inputs: [, b], y }) => [op.div(dy, b!), op.neg(op.div(op.mul(dy, y), b!))];
export const pow: Rule = (dy, { inputs: [a, b], y }) => [
  op.mul(dy, op.mul(b!, op.pow(a!, op.sub(b!, 1)))),
  op.mul(dy, op.mul(y, op.log(a!))),
];
/** Where both are equal the gradient goes to the first. */
export const maximum: Rule = (dy, { inputs: [a, b] }) => {
  const first = op.greaterEqual(a!, b!);
  return [op.where(first, dy, 0), op.where(first, 0, dy)];
};
export const minimum: Rule = (dy, { inputs: [a, b] }) => {
  const first = op.lessEqual(a!, b!);
  return [op.where(first, dy, 0), op.where(first, 0, dy)];
};

export const detach = none;
export const neg: Rule = (dy) => [op.neg(dy)];
export const abs: Rule = (dy, { x }) => [op.mul(dy, op.sign(x))];
export const sign = none;
export const floor = none;
export const exp: Rule = (dy, { y }) => [op.mul(dy, y)];
export const log: Rule = (dy, { x }) => [op.div(dy, x)];
export const sqrt: Rule = (dy, { y }) => [op.div(op.mul(dy, 0.5), y)];
export const reciprocal: Rule = (dy, { y }) => [op.neg(op.mul(dy, op.mul(y, y)))];
/** erf′(x) = 2/√π · exp(−x²). */
export const erf: Rule = (dy, { x }) => [op.mul(dy, op.mul(2 / Math.sqrt(Math.PI), op.exp(op.neg(op.mul(x, x)))))];
export const sin: Rule = (dy, { x }) => [op.mul(dy, op.cos(x))];
export const cos: Rule = (dy, { x }) => [op.neg(op.mul(dy, op.sin(x)))];
/** tanh′(x) = 1 − y². Reuses y: backward never recomputes forward. */
export const tanh: Rule = (dy, { y }) => [op.mul(dy, op.sub(1, op.mul(y, y)))];
/** σ′(x) = y (1 − y). */
export const sigmoid: Rule = (dy, { y }) => [op.mul(dy, op.mul(y, op.sub(1, y)))];
export const softplus: Rule = (dy, { x }) => [op.mul(dy, op.sigmoid(x))];
/** From this many entries on, a product with 0 and 1 takes half the time of a choice; below, it is a node more. */
const LARGE = 1_024;

/** Zero at the kink, as in PyTorch. */
export const relu: Rule = (dy, { y }) => {
  const active = op.greater(y, 0);
  const large = isStatic(y.shape) && sizeOf(y.shape) >= LARGE;
  return [large ? op.mul(dy, op.cast(active, "f32")) : op.where(active, dy, 0)];
};

export const greater = none;
export const greaterEqual = none;
export const less = none;
export const lessEqual = none;
export const equal = none;
export const and = none;
export const or = none;
export const not = none;
export const isNotANumber = none;
export const where: Rule = (dy, { inputs: [condition] }) => [
  undefined,
  op.where(condition!, dy, 0),
  op.where(condition!, 0, dy),
];
/** Real to real only; a cast from or to another type cuts the gradient. */
export const cast: Rule = (dy, { x }) => [x.dtype === "f32" ? dy : undefined];
