import { abs, add, mul, sum } from "../graph/index.ts";
import { definePenalty } from "./define.ts";

/** λ₁ Σ|w| + ½ λ₂ Σw². Zeroes what is useless, shrinks what remains. */
export const elasticNet = definePenalty({
  name: "elasticNet",
  doc: "λ₁ Σ|w| + ½ λ₂ Σw²: zeroes what is useless, shrinks what remains.",
  paper: "Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x",
  aliases: ["l1l2"],
  advice: {
    when: "Correlated columns: L1 alone picks one of them, with L2 they stay together.",
    pitfalls: ["Give both strengths, or neither: naming one does not switch on the other."],
  },
  settings: {
    l1: {
      default: 1e-5,
      range: [0, 10],
      search: [1e-7, 1e-3, "log"],
      strength: true,
      doc: "λ₁, the pull to exactly zero.",
    },
    l2: {
      default: 1e-4,
      range: [0, 10],
      search: [1e-6, 1e-2, "log"],
      strength: true,
      doc: "λ₂, the pull towards zero.",
    },
  },
  together: ["l1", "l2"],
  cost: (w, { l1, l2 }) => add(mul(l1, sum(abs(w))), mul(mul(0.5, l2), sum(mul(w, w)))),
  kernel: ({ l1, l2 }) => ({ l1, l2 }),
});
