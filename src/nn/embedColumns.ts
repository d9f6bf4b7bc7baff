import { RegularizeError } from "../core/index.ts";
import { concat, gather, slice, reshape } from "../graph/index.ts";
import type { Module } from "./context.ts";
import { standardNormal } from "./init.ts";

/**
 * Replaces the last columns of a table, which hold category codes, by learned vectors: [batch, dense + codes] →
 * [batch, dense + codes × width]. `cardinalities` has one entry per code column; tables are N(0, 1) at first, as PyTorch's.
 */
export const embedColumns = (cardinalities: readonly number[], width = 8): Module => ({
  name: "embedColumns",
  settings: { cardinalities, width },
  facts: {},
  apply: (x, context) => {
    const dense = x.shape[1]! - cardinalities.length;
    if (x.shape.length !== 2 || dense < 0)
      throw new RegularizeError({
        code: "E330",
        where: "embedColumns",
        message: `embedColumns needs [batch, at least ${cardinalities.length} columns]`,
      });
    const parts = cardinalities.map((cardinality, i) => {
      const table = context.parameter(`table${i}`, [cardinality, width], standardNormal, "weight");
      const codes = reshape(slice(x, { axis: 1, start: dense + i, end: dense + i + 1 }), [x.shape[0]!]);
      return gather(table, codes, 0);
    });
    return concat([...(dense > 0 ? [slice(x, { axis: 1, start: 0, end: dense })] : []), ...parts], 1);
  },
});
