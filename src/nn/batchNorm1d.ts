import { batchNorm, batchNormFacts, batchNormSettings } from "./batchNorm.ts";
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
  advice: {
    when: "Deep networks, from about 10 layers on, with at least 16 rows a batch.",
    typical: "momentum 0.1 in PyTorch's sense, which Keras calls 0.9; epsilon 1e-5",
    pitfalls: [
      "Fewer than 16 rows a batch make its statistics noisy: take groupNorm or layerNorm.",
      "After few steps the running averages are stale, which looks like wild overfitting.",
    ],
    interactions: [
      "Dropout before it costs accuracy: see dropout.",
      "Weight decay then acts on the effective learning rate lr / ‖w‖²: tune both together.",
      "Averaged weights (swa, ema) need its statistics re-estimated by a clean pass.",
    ],
  },
  settings: batchNormSettings,
  facts: batchNormFacts,
  apply: (x, settings, context) => {
    requireAxes(x, "batchNorm1d", "[batch, features]", "[batch, features, length]");
    return batchNorm("batchNorm1d", x, settings, context);
  },
});
