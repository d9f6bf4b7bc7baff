import { add, constantData, mul, neg, sub, type Value } from "../../graph/index.ts";
import { entryFor, fillOf, match, type OpName, same, stretch } from "../match.ts";
import type { Pass } from "../rewrite.ts";

type Simpler = (a: Value, b: Value, y: Value) => Value | undefined;

const negated = (value: Value): Value | undefined => match(value, "neg")?.inputs[0];

/** x = scaled · factor, the factor a scalar constant. */
function scaling(value: Value): { readonly x: Value; readonly factor: number } | undefined {
  const [a, b] = match(value, "mul")?.inputs ?? [];
  if (a === undefined || b === undefined) return undefined;
  if (b.shape.length === 0 && constantData(b) !== undefined) return { x: a, factor: constantData(b)![0]! };
  if (a.shape.length === 0 && constantData(a) !== undefined) return { x: b, factor: constantData(a)![0]! };
  return undefined;
}

/** Whether float32 holds the number with full precision: two factors may become one only then. */
const isNormal = (x: number): boolean => Math.abs(x) > 2 ** -100 && Math.abs(x) < 2 ** 100;

const addition: Simpler = (a, b, y) => {
  if (fillOf(b) === 0) return stretch(a, y.shape);
  if (fillOf(a) === 0) return stretch(b, y.shape);
  if (negated(b) !== undefined) return sub(a, negated(b)!);
  if (negated(a) !== undefined) return sub(b, negated(a)!);
  return same(a, b) ? mul(a, 2) : undefined;
};

const subtraction: Simpler = (a, b, y) => {
  if (fillOf(b) === 0) return stretch(a, y.shape);
  if (fillOf(a) === 0) return stretch(neg(b), y.shape);
  return negated(b) === undefined ? undefined : add(a, negated(b)!);
};

/** x · 0 stays: it is not 0 where x has overflowed, and hiding that hides a divergence. */
const product: Simpler = (a, b, y) => {
  const [x, factor] = fillOf(b) === undefined ? [b, fillOf(a)] : [a, fillOf(b)];
  if (factor === undefined) return negated(a) && negated(b) ? mul(negated(a)!, negated(b)!) : undefined;
  if (factor === 1) return stretch(x, y.shape);
  if (factor === -1) return stretch(neg(x), y.shape);
  const inner = negated(x) === undefined ? scaling(x) : { x: negated(x)!, factor: -1 };
  if (inner === undefined || !isNormal(factor) || !isNormal(inner.factor) || !isNormal(factor * inner.factor))
    return undefined;
  return stretch(mul(inner.x, factor * inner.factor), y.shape);
};

const quotient: Simpler = (a, b, y) => (fillOf(b) === 1 ? stretch(a, y.shape) : undefined);

const power: Simpler = (a, b, y) => {
  if (fillOf(b) === 1) return stretch(a, y.shape);
  return fillOf(b) === 2 ? stretch(mul(a, a), y.shape) : undefined;
};

const negation: Simpler = (a, _, y) => {
  if (negated(a) !== undefined) return negated(a);
  const [p, q] = match(a, "sub")?.inputs ?? [];
  if (p !== undefined && q !== undefined) return sub(q, p);
  const inner = scaling(a);
  return inner === undefined ? undefined : stretch(mul(inner.x, -inner.factor), y.shape);
};

const SIMPLER: { readonly [name in OpName]?: Simpler } = {
  add: addition,
  sub: subtraction,
  mul: product,
  div: quotient,
  pow: power,
  neg: negation,
};

/** x + 0, x − 0, x · 1, x / 1, x¹ and −−x are x; a − (−b) is a + b; two constant factors are one. */
export const arithmetic: Pass = ({ op, inputs: [a, b] }, [y]) => {
  const simpler = entryFor(SIMPLER, op.name)?.(a!, b!, y!);
  return simpler === undefined ? undefined : [simpler];
};
