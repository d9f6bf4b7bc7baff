import { mul } from "../graph/index.ts";
import type { Module } from "./context.ts";
import { defineWrapper } from "./define.ts";
import { silencedRate } from "./rate.ts";
import { reweighted } from "./reweight.ts";

/**
 * Silences random weights of a layer and rescales the rest, so that its output keeps its mean: one mask per batch. Biases
 * stay.
 *
 * @example
 * sequential(dropConnect(linear(64), 0.3), relu(), linear(1));
 */
export const dropConnect = defineWrapper({
  name: "dropConnect",
  doc: "Silences random weights of a layer while learning, one mask per batch.",
  paper: "Wan et al. 2013, PMLR 28:1058",
  aliases: ["weight dropout"],
  advice: {
    when: "A dense layer, in place of dropout: weights are silenced instead of units.",
    typical: "0.5",
    cost: "a mask as large as the weights",
    pitfalls: ["One mask for the whole batch; the paper draws one a row."],
  },
  settings: { rate: silencedRate },
  main: "rate",
  facts: { drawsNoise: true },
  children: (child: Module) => [child],
  apply: (x, child, { rate }, context) =>
    reweighted("dropConnect", child, x, context, ({ name, shape, init, torch }) => {
      const weight = context.parameter(name, shape, init, "weight", name, torch);
      return context.mode === "infer" ? weight : mul(weight, context.noise.keep(shape, rate));
    }),
});
