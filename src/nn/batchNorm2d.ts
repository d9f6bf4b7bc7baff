import { batchNorm, batchNormAdvice, batchNormFacts, batchNormSettings } from "./batchNorm.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/** Standardizes each channel over the batch and all places, as batchNorm1d. [batch, channels, height, width]. */
export const batchNorm2d = defineLayer({
  name: "batchNorm2d",
  doc: "Standardizes each channel over the batch and all places.",
  paper: "Ioffe & Szegedy 2015, arXiv:1502.03167",
  aliases: ["batch norm", "batch normalization"],
  advice: batchNormAdvice,
  settings: batchNormSettings,
  facts: batchNormFacts,
  apply: (x, settings, context) => {
    requireAxes(x, "batchNorm2d", "[batch, channels, height, width]");
    return batchNorm("batchNorm2d", x, settings, context);
  },
});
