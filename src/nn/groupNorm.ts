import { RegularizeError, showShape } from "../core/index.ts";
import { defineLayer } from "./define.ts";
import { affineSetting, epsilonSetting, groupedNorm } from "./grouped.ts";
import { requireGroups } from "./shape.ts";

/** Standardizes groups of channels of each row over all places. [batch, channels, …]. The same in both modes. */
export const groupNorm = defineLayer({
  name: "groupNorm",
  doc: "Standardizes groups of channels of each row: independent of the batch, so it works with small ones.",
  paper: "Wu & He 2018, arXiv:1803.08494",
  aliases: ["group normalization"],
  advice: {
    when: "Convolutions with fewer than 16 rows a batch.",
    typical: "32 groups",
    pitfalls: ["The number of groups must divide the channels."],
  },
  settings: {
    groups: { default: 32, range: [1, 1e6], integer: true, doc: "Number of groups; it divides the channels." },
    epsilon: epsilonSetting,
    affine: affineSetting(true),
  },
  main: "groups",
  apply: (x, settings, context) => {
    if (x.shape.length < 2)
      throw new RegularizeError({
        code: "E330",
        where: "groupNorm",
        message: `groupNorm needs [batch, channels, …], not ${showShape(x.shape)}`,
      });
    requireGroups("groupNorm", settings.groups, x.shape, { channels: x.shape[1]! });
    return groupedNorm("groupNorm", x, settings.groups, settings, context);
  },
});
