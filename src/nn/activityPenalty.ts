import { abs, mean, mul, sum, type Value } from "../graph/index.ts";
import { defineLayer } from "./define.ts";

const SIZES = { l1: abs, l2: (x: Value) => mul(0.5, mul(x, x)) } as const;

/**
 * y = x, and λ Σ|x| or ½ λ Σx² of each row, averaged over the rows, joins the learning loss. Any shape [batch, …]. Keras's
 * ActivityRegularization, whose l2 is twice ours.
 */
export const activityPenalty = defineLayer({
  name: "activityPenalty",
  doc: "Pulls activations to zero: sparse or small codes.",
  paper: "Glorot et al. 2011, AISTATS 15:315",
  aliases: ["activity regularizer", "sparse activations"],
  advice: {
    when: "Codes that are to be sparse or small, such as an autoencoder's.",
  },
  settings: {
    strength: {
      default: 1e-3,
      range: [0, 1e3],
      search: [1e-6, 1e-1, "log"],
      strength: true,
      doc: "λ, the pull to zero.",
    },
    size: { default: "l1", choices: ["l1", "l2"], doc: "Σ|x|, which gives zeros behind a relu, or ½ Σx²." },
  },
  main: "strength",
  apply: (x, { strength, size }, { mode, term }) => {
    if (mode === "learn") {
      const axes = x.shape.slice(1).map((_, i) => i + 1);
      term(mul(strength, mean(sum(SIZES[size](x), axes))));
    }
    return x;
  },
});
