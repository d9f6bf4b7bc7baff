import type * as ops from "../ops/index.ts";
import type { Rule } from "../rule.ts";
import * as elementwise from "./elementwise.ts";
import * as reduce from "./reduce.ts";
import * as reshape from "./reshape.ts";

/** How each op differentiates. Complete by type: an op without a rule does not compile. */
export const rules: { readonly [name in keyof typeof ops]: Rule } = { ...elementwise, ...reduce, ...reshape };
