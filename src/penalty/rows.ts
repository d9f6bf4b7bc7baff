import { mul, sum, type Value } from "../graph/index.ts";

/** Σx² of each row: [batch, …] → [batch]. */
export const squaresOfRows = (x: Value): Value =>
  sum(
    mul(x, x),
    x.shape.slice(1).map((_, i) => i + 1),
  );
