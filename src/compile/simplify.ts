import type { Value } from "../graph/index.ts";
import { passes, settle } from "./passes/index.ts";
import { rewrite } from "./rewrite.ts";

/** The same values by fewer nodes. Differences are those of rounding: constants are computed in float64. */
export const simplify = (values: readonly Value[]): Value[] => rewrite(rewrite(values, passes), [settle]);

/** The same for values with names. */
export function simplifyNamed(values: Readonly<Record<string, Value>>): Record<string, Value> {
  const simple = simplify(Object.values(values));
  return Object.fromEntries(Object.keys(values).map((name, i) => [name, simple[i]!]));
}
