import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** max(x, 0). Any shape. */
export const relu = defineLayer({
  name: "relu",
  doc: "max(x, 0).",
  advice: {
    when: "The usual choice.",
  },
  settings: {},
  apply: (x) => op.relu(x),
});
