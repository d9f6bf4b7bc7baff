import type { Value } from "../graph/index.ts";
import { passes, settle } from "./passes/index.ts";
import { rewrite } from "./rewrite.ts";

/** The same values by fewer nodes. Differences are those of rounding: constants are computed in float64. */
export const simplify = (values: readonly Value[]): Value[] => rewrite(rewrite(values, passes), [settle]);
