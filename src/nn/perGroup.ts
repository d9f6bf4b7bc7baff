import { matmul, transpose, type Value } from "../graph/index.ts";

/** A product of its own for each of n groups: x [batch, n, in], weights [n, in, out] → [batch, n, out]. */
export const perGroup = (x: Value, weights: Value): Value =>
  transpose(matmul(transpose(x, [1, 0, 2]), weights), [1, 0, 2]);
