import { mul } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** Silences whole rows and rescales the rest, so E[y] = x: at the end of a residual's body, rows skip it. [batch, …]. */
export const dropPath = defineLayer({
  name: "dropPath",
  doc: "Stochastic depth: rows skip a residual's body at random while learning.",
  paper: "Huang et al. 2016, arXiv:1603.09382",
  aliases: ["stochastic depth"],
  advice: {
    when: "Deep residual networks and transformers.",
    typical: "0.1; in the paper it rises with the depth, to 0.5 at the last block",
    pitfalls: ["Only at the end of a residual's body: elsewhere nothing is left of a row."],
  },
  settings: {
    rate: { default: 0.1, range: [0, 0.95], search: [0.02, 0.5, "linear"], strength: true, doc: "Fraction skipped." },
  },
  main: "rate",
  facts: { drawsNoise: true },
  apply: (x, { rate }, { mode, noise }) =>
    mode === "infer" ? x : mul(x, noise.keep([x.shape[0]!, ...x.shape.slice(1).map(() => 1)], rate)),
});
