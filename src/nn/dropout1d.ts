import { mul } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { silencedRate } from "./rate.ts";
import { requireAxes } from "./shape.ts";

/** Silences whole channels of a row and rescales the rest, so E[y] = x. [batch, channels, length]. */
export const dropout1d = defineLayer({
  name: "dropout1d",
  doc: "Silences whole channels while learning: neighbouring places tell each other what single ones lose.",
  paper: "Tompson et al. 2015, arXiv:1411.4280",
  aliases: ["spatial dropout 1d"],
  advice: {
    when: "Convolutions along sequences that overfit: neighbours tell what a single silenced entry hides.",
    typical: "0.1 to 0.2 after convolutions",
    interactions: ["Before batch norm it costs accuracy: use it only after the last batch norm, or with layer norm."],
  },
  settings: { rate: silencedRate },
  main: "rate",
  facts: { drawsNoise: true },
  apply: (x, { rate }, { mode, noise }) => {
    requireAxes(x, "dropout1d", "[batch, channels, length]");
    return mode === "infer" ? x : mul(x, noise.keep([x.shape[0]!, x.shape[1]!, 1], rate));
  },
});
