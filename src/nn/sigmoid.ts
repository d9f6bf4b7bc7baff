import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** σ(x) = 1 / (1 + e⁻ˣ). Any shape. */
export const sigmoid = defineLayer({
  name: "sigmoid",
  doc: "σ(x) = 1 / (1 + e⁻ˣ).",
  settings: {},
  apply: (x) => op.sigmoid(x),
});
