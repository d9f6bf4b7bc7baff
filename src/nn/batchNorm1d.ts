import { batchNorm, batchNormAdvice, batchNormFacts, batchNormSettings } from "./batchNorm.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/**
 * Standardizes each feature over the batch, then scales and shifts. [batch, features] or [batch, features, length].
 * Learning uses the batch's statistics, inference their running averages: r ← (1 − momentum) r + momentum · batch,
 * with the unbiased variance, as PyTorch's.
 */
export const batchNorm1d = defineLayer({
  name: "batchNorm1d",
  doc: "Standardizes each feature over the batch.",
  paper: "Ioffe & Szegedy 2015, arXiv:1502.03167",
  aliases: ["batch norm", "batch normalization"],
  advice: batchNormAdvice,
  settings: batchNormSettings,
  facts: batchNormFacts,
  apply: (x, settings, context) => {
    requireAxes(x, "batchNorm1d", "[batch, features]", "[batch, features, length]");
    return batchNorm("batchNorm1d", x, settings, context);
  },
});
