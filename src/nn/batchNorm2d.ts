import { batchNorm, batchNormFacts, batchNormSettings } from "./batchNorm.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/** Standardizes each channel over the batch and all places, as batchNorm1d. [batch, channels, height, width]. */
export const batchNorm2d = defineLayer({
  name: "batchNorm2d",
  doc: "Standardizes each channel over the batch and all places.",
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
    requireAxes(x, "batchNorm2d", "[batch, channels, height, width]");
    return batchNorm("batchNorm2d", x, settings, context);
  },
});
