import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { pool, poolingSettings } from "./pooling.ts";
import { requireAxes } from "./shape.ts";

/** The mean of each window. [batch, channels, height, width] → [batch, channels, places, places]. */
export const avgPool2d = defineLayer({
  name: "avgPool2d",
  doc: "The mean of each window of an image.",
  advice: {
    when: "Fewer places, each the mean of its neighbourhood.",
  },
  settings: {
    ...poolingSettings(2),
    countIncludePad: { default: true, doc: "Whether the zeros of the padding count." },
  },
  main: "kernel",
  apply: (x, settings) => {
    requireAxes(x, "avgPool2d", "[batch, channels, height, width]");
    const { countIncludePad } = settings;
    return pool("avgPool2d", 2, x, settings, (image, window) =>
      op.avgPool2d(image, window.kernel, { ...window, countIncludePad }),
    );
  },
});
