import { convolution, convolutionSettings } from "./convolution.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/**
 * Slides filters over images: [batch, channels, height, width] → [batch, features, places, places]; W [features,
 * in / groups, height, width]. `groups: "depthwise"` filters each channel by itself.
 */
export const conv2d = defineLayer({
  name: "conv2d",
  doc: "Slides learned filters over images.",
  paper: "LeCun et al. 1989, doi:10.1162/neco.1989.1.4.541",
  aliases: ["convolution"],
  advice: {
    when: "Images: a pattern means the same wherever it stands.",
  },
  settings: convolutionSettings(2),
  main: "features",
  apply: (x, settings, context) => {
    requireAxes(x, "conv2d", "[batch, channels, height, width]");
    return convolution("conv2d", 2, x, settings, context);
  },
});
