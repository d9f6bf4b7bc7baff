import { abs, mul, sum } from "../graph/index.ts";
import { definePenalty } from "./define.ts";

/** λ Σ|w|, by a proximal step: w ← sign(w) max(|w| − t, 0), t = lr λ in the optimizer's metric. Zeroes what is useless. */
export const l1 = definePenalty({
  name: "l1",
  doc: "λ Σ|w|: pulls weights to exactly zero.",
  paper: "Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x",
  aliases: ["lasso"],
  advice: {
    when: "Only some columns or weights should matter: the others become exactly zero.",
    typical: "1e-3, from 1e-6 on",
    cost: "none: a part of the update",
    pitfalls: [
      "Biases and norm scales are left out unless `on` says all: pulling them to zero only harms.",
      "The pull shrinks what stays, too: too strong a λ underfits.",
    ],
    interactions: ["With adam the step is taken in adam's metric, so that λ means the same as with sgd."],
  },
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
