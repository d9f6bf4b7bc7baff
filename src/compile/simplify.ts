import type { Value } from "../graph/index.ts";
import type { Target } from "./target.ts";
import { passes, passesFor, settle } from "./passes/index.ts";
import { rewrite } from "./rewrite.ts";

/** The same values by fewer nodes. Differences are those of rounding: constants are computed in float64. */
export const simplify = (values: readonly Value[], target?: Target): Value[] =>
  rewrite(rewrite(values, target === undefined ? passes : passesFor(target)), [settle]);

/** The same for values with names. */
export function simplifyNamed(values: Readonly<Record<string, Value>>, target?: Target): Record<string, Value> {
  const simple = simplify(Object.values(values), target);
  return Object.fromEntries(Object.keys(values).map((name, i) => [name, simple[i]!]));
}
