import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { pool, poolingSettings } from "./pooling.ts";
import { requireAxes } from "./shape.ts";

/** The largest entry of each window. [batch, channels, height, width] → [batch, channels, places, places]. */
export const maxPool2d = defineLayer({
  name: "maxPool2d",
  doc: "The largest entry of each window of an image.",
  advice: {
    when: "Whether a pattern occurs matters more than where.",
    pitfalls: ["A window larger than its input is an error."],
  },
  settings: poolingSettings(2),
  main: "kernel",
  apply: (x, settings) => {
    requireAxes(x, "maxPool2d", "[batch, channels, height, width]");
    return pool("maxPool2d", 2, x, settings, (image, window) => op.maxPool2d(image, window.kernel, window));
  },
});
