import { defineLayer } from "./define.ts";
import { affineSetting, epsilonSetting, groupedNorm } from "./grouped.ts";
import { requireAxes } from "./shape.ts";

/** Standardizes each channel of each row over its places. [batch, channels, length]. The same in both modes; no scale by default, as PyTorch's. */
export const instanceNorm1d = defineLayer({
  name: "instanceNorm1d",
  doc: "Standardizes each channel of each row over its places: contrast and brightness are gone.",
  paper: "Ulyanov et al. 2016, arXiv:1607.08022",
  aliases: ["instance normalization"],
  advice: {
    when: "Sequences whose level and scale should not matter.",
  },
  settings: { epsilon: epsilonSetting, affine: affineSetting(false) },
  apply: (x, settings, context) => {
    requireAxes(x, "instanceNorm1d", "[batch, channels, length]");
    return groupedNorm("instanceNorm1d", x, x.shape[1]!, settings, context);
  },
});
