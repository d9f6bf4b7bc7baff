import { mul, sum } from "../graph/index.ts";
import { definePenalty } from "./define.ts";

/** ½ λ Σw²: λ w joins the gradient, as the `weight_decay` of PyTorch's SGD and Adam. Not decoupled decay: see adamW. */
export const l2 = definePenalty({
  name: "l2",
  doc: "½ λ Σw²: shrinks large weights most.",
  paper: "Krogh & Hertz 1991, NIPS 4",
  aliases: ["ridge", "tikhonov", "L2 regularization"],
  advice: {
    when: "Nearly always, with early stopping: the baseline of the field.",
    typical: "1e-4; 1e-5 to 1e-3",
    cost: "none: a part of the update",
    pitfalls: ["With adam it passes through the moments and is not weight decay: that is adamW's."],
    interactions: ["Before batch norm it acts on the effective learning rate lr / ‖w‖²: tune both together."],
  },
  settings: {
    strength: {
      default: 1e-4,
      range: [0, 10],
      search: [1e-6, 1e-2, "log"],
      strength: true,
      doc: "λ, the pull towards zero.",
    },
  },
  main: "strength",
  cost: (w, { strength }) => mul(mul(0.5, strength), sum(mul(w, w))),
  kernel: ({ strength }) => ({ l2: strength }),
});
