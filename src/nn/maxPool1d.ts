import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { pool, poolingSettings } from "./pooling.ts";
import { requireAxes } from "./shape.ts";

/** The largest entry of each window. [batch, channels, length] → [batch, channels, places]. */
export const maxPool1d = defineLayer({
  name: "maxPool1d",
  doc: "The largest entry of each window of a sequence.",
  advice: {
    when: "Whether a pattern occurs matters more than where.",
    pitfalls: ["A window larger than its input is an error."],
  },
  settings: poolingSettings(1),
  main: "kernel",
  apply: (x, settings) => {
    requireAxes(x, "maxPool1d", "[batch, channels, length]");
    return pool("maxPool1d", 1, x, settings, (image, window) => op.maxPool2d(image, window.kernel, window));
  },
});
