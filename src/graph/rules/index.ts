import type * as ops from "../ops/index.ts";
import type { Rule } from "../rule.ts";
import * as conv from "./conv.ts";
import * as elementwise from "./elementwise.ts";
import * as gather from "./gather.ts";
import * as join from "./join.ts";
import * as matmul from "./matmul.ts";
import * as norm from "./norm.ts";
import * as pool from "./pool.ts";
import * as reduce from "./reduce.ts";
import * as reshape from "./reshape.ts";
import * as slice from "./slice.ts";
import * as softmax from "./softmax.ts";

/** How each op differentiates. Complete by type: an op without a rule does not compile. */
export const rules: { readonly [name in keyof typeof ops]: Rule } = {
  ...conv,
  ...elementwise,
  ...gather,
  ...join,
  ...matmul,
  ...norm,
  ...pool,
  ...reduce,
  ...reshape,
  ...slice,
  ...softmax,
};
