import { mean } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/** The mean of each channel over all places: [batch, channels, length] or [batch, channels, height, width] → [batch, channels]. */
export const globalAvgPool = defineLayer({
  name: "globalAvgPool",
  doc: "The mean of each channel over all places: a head without weights.",
  paper: "Lin et al. 2014, arXiv:1312.4400",
  advice: {
    when: "The end of a convolutional network, in place of wide dense layers: no weights that could overfit.",
  },
  settings: {},
  apply: (x) => {
    requireAxes(x, "globalAvgPool", "[batch, channels, length]", "[batch, channels, height, width]");
    return mean(
      x,
      x.shape.flatMap((_, axis) => (axis < 2 ? [] : [axis])),
    );
  },
});
