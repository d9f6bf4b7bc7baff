import { defineRule } from "../define.ts";
import { chainsOf, seesBatch, weighs } from "../layers.ts";

export const biasBeforeBatchNorm = defineRule({
  id: "biasBeforeBatchNorm",
  title: "bias before batch norm",
  severity: "hint",
  why: "batch norm subtracts the mean, and the bias with it: parameters that never matter, yet are stored, updated and decayed",
  paper: "Ioffe & Szegedy 2015, arXiv:1502.03167, §3.2",
  fix: "bias: false in the layer before",
  check: ({ model }) => {
    const chains = model === undefined ? [] : chainsOf(model);
    const wasted = new Set(
      chains.flatMap((chain) =>
        chain.filter(
          (layer, i) => weighs(layer) && layer.settings["bias"] === true && chain[i + 1] && seesBatch(chain[i + 1]!),
        ),
      ),
    ).size;
    if (wasted === 0) return undefined;
    const message = `${wasted} layer${wasted === 1 ? " has a bias" : "s have biases"} that the next batch norm takes away`;
    return { message, evidence: { layers: wasted } };
  },
});
