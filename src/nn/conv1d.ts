import { convolution, convolutionSettings } from "./convolution.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/** Slides filters along a sequence. [batch, channels, length] → [batch, features, places]; W [features, in / groups, kernel]. */
export const conv1d = defineLayer({
  name: "conv1d",
  doc: "Slides learned filters along a sequence.",
  paper: "LeCun et al. 1989, doi:10.1162/neco.1989.1.4.541",
  advice: {
    when: "Sequences and signals: a pattern means the same wherever it stands.",
  },
  settings: convolutionSettings(1),
  main: "features",
  apply: (x, settings, context) => {
    requireAxes(x, "conv1d", "[batch, channels, length]");
    return convolution("conv1d", 1, x, settings, context);
  },
});
