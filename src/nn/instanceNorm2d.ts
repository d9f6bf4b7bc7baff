import { defineLayer } from "./define.ts";
import { affineSetting, epsilonSetting, groupedNorm } from "./grouped.ts";
import { requireAxes } from "./shape.ts";

/** Standardizes each channel of each row over its places. [batch, channels, height, width]. The same in both modes; no scale by default, as PyTorch's. */
export const instanceNorm2d = defineLayer({
  name: "instanceNorm2d",
  doc: "Standardizes each channel of each row over its places: contrast and brightness are gone.",
  paper: "Ulyanov et al. 2016, arXiv:1607.08022",
  aliases: ["instance normalization"],
  advice: {
    when: "Images whose contrast and brightness should not matter, such as in style transfer.",
    pitfalls: ["What the level of a channel says is lost."],
  },
  settings: { epsilon: epsilonSetting, affine: affineSetting(false) },
  apply: (x, settings, context) => {
    requireAxes(x, "instanceNorm2d", "[batch, channels, height, width]");
    return groupedNorm("instanceNorm2d", x, x.shape[1]!, settings, context);
  },
});
