import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** The hyperbolic tangent. Any shape. */
export const tanh = defineLayer({
  name: "tanh",
  doc: "The hyperbolic tangent.",
  advice: {
    when: "Bounded values around zero.",
  },
  settings: {},
  apply: (x) => op.tanh(x),
});
