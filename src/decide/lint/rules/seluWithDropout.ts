import { defineRule } from "../define.ts";
import { layersOf, normalizes } from "../layers.ts";

export const seluWithDropout = defineRule({
  id: "seluWithDropout",
  title: "SELU with plain dropout or norms",
  severity: "hint",
  why: "SELU keeps mean and variance by itself; zeros from dropout break that, and a norm makes it pointless",
  paper: "Klambauer et al. 2017, arXiv:1706.02515",
  fix: "alphaDropout instead of dropout, and no norm",
  check: ({ model }) => {
    const layers = model === undefined ? [] : layersOf(model);
    const other = layers.find((layer) => layer.name === "dropout" || normalizes(layer));
    if (other === undefined || !layers.some(({ name }) => name === "selu")) return undefined;
    return { message: `selu and ${other.name} in one model`, evidence: { layer: other.name } };
  },
});
