import { broadcast, isStatic, type Shape, sameShape } from "../../core/index.ts";
import { apply1, expand, type Node, type Value } from "../../graph/index.ts";
import { match, type OpName, strip } from "../match.ts";
import type { Pass } from "../rewrite.ts";

/** Ops that compute each entry from the entries that broadcasting puts there. */
const ELEMENTWISE: ReadonlySet<string> = new Set([
  ...(["add", "sub", "mul", "div", "pow", "maximum", "minimum"] satisfies OpName[]),
  ...(["neg", "abs", "sign", "floor", "exp", "log", "sqrt", "reciprocal", "erf", "sin", "cos"] satisfies OpName[]),
  ...(["tanh", "sigmoid", "softplus", "relu", "cast", "where"] satisfies OpName[]),
  ...(["greater", "greaterEqual", "less", "lessEqual", "equal", "and", "or", "not", "isNotANumber"] satisfies OpName[]),
]);

const broadcastOf = (values: readonly Value[]): Shape =>
  values.map((x) => x.shape).reduce((a, b) => broadcast(a, b, "broadcast"));

/**
 * f(expand(x), y) = f(x, y): an elementwise op broadcasts anyway. When all its inputs were stretched,
 * the stretching moves behind it: f(expand(x)) = expand(f(x)).
 */
export const absorbExpand: Pass = ({ op, inputs, attributes }, [y]) => {
  if (!ELEMENTWISE.has(op.name)) return undefined;
  const stripped = inputs.map((x) => oneNumber(strip(x), y!.shape.length));
  if (stripped.every((x, i) => x === inputs[i])) return undefined;
  if (isStatic(y!.shape)) {
    const small = apply1(op, stripped, attributes);
    return [sameShape(small.shape, y!.shape) ? small : expand(small, y!.shape)];
  }
  return oneByOne(inputs, stripped, op, attributes, y!.shape);
};

/** A scalar that was a tensor of one entry before may stay one, where the result has as many axes anyway. */
function oneNumber(x: Value, rank: number): Value {
  const before = x.shape.length === 0 ? match(x, "reshape")?.inputs[0] : undefined;
  return before !== undefined && before.shape.length <= rank ? before : x;
}

/** A size known only at run time cannot be stretched to: each input is stripped only if the others keep the shape. */
function oneByOne(
  inputs: readonly Value[],
  stripped: readonly Value[],
  op: Node["op"],
  attributes: Node["attributes"],
  shape: Shape,
): Value[] | undefined {
  let best = [...inputs];
  for (const [i, x] of stripped.entries()) {
    const tried = best.with(i, x);
    if (sameShape(broadcastOf(tried), shape)) best = tried;
  }
  return best.every((x, i) => x === inputs[i]) ? undefined : [apply1(op, best, attributes)];
}
