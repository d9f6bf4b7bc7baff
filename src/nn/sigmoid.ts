import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** σ(x) = 1 / (1 + e⁻ˣ). Any shape. */
export const sigmoid = defineLayer({
  name: "sigmoid",
  doc: "σ(x) = 1 / (1 + e⁻ˣ).",
  advice: {
    when: "Values between 0 and 1, such as gates.",
    pitfalls: ["Not before bceWithLogits, which has it inside."],
  },
  settings: {},
  apply: (x) => op.sigmoid(x),
});
