import * as op from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { pool, poolingSettings } from "./pooling.ts";
import { requireAxes } from "./shape.ts";

/** The mean of each window. [batch, channels, length] → [batch, channels, places]. */
export const avgPool1d = defineLayer({
  name: "avgPool1d",
  doc: "The mean of each window of a sequence.",
  advice: {
    when: "Fewer places, each the mean of its neighbourhood.",
  },
  settings: {
    ...poolingSettings(1),
    countIncludePad: { default: true, doc: "Whether the zeros of the padding count." },
  },
  main: "kernel",
  apply: (x, settings) => {
    requireAxes(x, "avgPool1d", "[batch, channels, length]");
    const { countIncludePad } = settings;
    return pool("avgPool1d", 1, x, settings, (image, window) =>
      op.avgPool2d(image, window.kernel, { ...window, countIncludePad }),
    );
  },
});
