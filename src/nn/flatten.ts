import { sizeOf } from "../core/index.ts";
import { reshape } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** One row of numbers per example: [batch, …] → [batch, numbers]. */
export const flatten = defineLayer({
  name: "flatten",
  doc: "One row of numbers per example.",
  advice: {
    when: "Between convolutions and dense layers.",
  },
  settings: {},
  apply: (x) => reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]),
});
