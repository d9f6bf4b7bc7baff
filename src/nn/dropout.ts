import { mul } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

/** Silences a random fraction of entries and rescales the rest, so E[y] = x. Any shape. */
export const dropout = defineLayer({
  name: "dropout",
  doc: "Silences random entries while learning, so that no unit relies on another.",
  paper: "Srivastava et al. 2014, JMLR 15:1929",
  settings: {
    rate: { default: 0.5, range: [0, 0.95], search: [0.05, 0.5, "linear"], strength: true, doc: "Fraction silenced." },
  },
  main: "rate",
  facts: { drawsNoise: true },
  apply: (x, { rate }, { mode, noise }) => (mode === "infer" ? x : mul(x, noise.keep(x.shape, rate))),
});
