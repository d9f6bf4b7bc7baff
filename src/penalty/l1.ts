import { abs, mul, sum } from "../graph/index.ts";
import { definePenalty } from "./define.ts";

/** λ Σ|w|, by a proximal step: w ← sign(w) max(|w| − t, 0), t = lr λ in the optimizer's metric. Zeroes what is useless. */
export const l1 = definePenalty({
  name: "l1",
  doc: "λ Σ|w|: pulls weights to exactly zero.",
  paper: "Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x",
  settings: {
    strength: {
      default: 1e-3,
      range: [0, 10],
      search: [1e-6, 1e-2, "log"],
      strength: true,
      doc: "λ, the pull to zero.",
    },
  },
  main: "strength",
  cost: (w, { strength }) => mul(strength, sum(abs(w))),
  kernel: ({ strength }) => ({ l1: strength }),
});
