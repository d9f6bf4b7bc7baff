import { cast, type DType, type Value, where } from "../../graph/index.ts";
import { entryFor, fillOf, match, type OpName, same, stretch } from "../match.ts";
import type { Pass } from "../rewrite.ts";

const SIMPLER: { readonly [name in OpName]?: (inputs: readonly Value[], y: Value) => Value | undefined } = {
  not: ([x]) => match(x!, "not")?.inputs[0],
  maximum: ([a, b]) => (same(a!, b!) ? a : undefined),
  minimum: ([a, b]) => (same(a!, b!) ? a : undefined),
  cast: ([x], y) => castOf(x!, y.dtype),
  where: ([condition, a, b], y) => choice(condition!, a!, b!, y),
};

/** A bool seen as a number is itself again as a bool. */
function castOf(x: Value, to: DType): Value | undefined {
  if (x.dtype === to) return x;
  const [from] = match(x, "cast")?.inputs ?? [];
  return from?.dtype === "bool" ? cast(from, to) : undefined;
}

function choice(condition: Value, a: Value, b: Value, y: Value): Value | undefined {
  if (same(a, b)) return stretch(a, y.shape);
  const known = fillOf(condition);
  if (known !== undefined) return stretch(known === 0 ? b : a, y.shape);
  const flipped = match(condition, "not")?.inputs[0];
  if (flipped !== undefined) return where(flipped, b, a);
  const first = match(a, "where")?.inputs;
  if (first !== undefined && same(first[0]!, condition)) return where(condition, first[1]!, b);
  const second = match(b, "where")?.inputs;
  return second !== undefined && same(second[0]!, condition) ? where(condition, a, second[2]!) : undefined;
}

/** not(not(x)) is x, a cast to the same type nothing, a choice between equals no choice. */
export const logic: Pass = ({ op, inputs }, [y]) => {
  const simpler = entryFor(SIMPLER, op.name)?.(inputs, y!);
  return simpler === undefined ? undefined : [simpler];
};
