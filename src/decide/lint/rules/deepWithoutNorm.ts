import { defineRule } from "../define.ts";
import { chainsOf, layersOf, normalizes, weighs } from "../layers.ts";

const MOST = 10;

export const deepWithoutNorm = defineRule({
  id: "deepWithoutNorm",
  title: "a deep model without norms",
  severity: "hint",
  why: "beyond about 10 layers activations and gradients drift from layer to layer, and small learning rates are all that is left",
  paper: "Ioffe & Szegedy 2015, arXiv:1502.03167; He et al. 2016, arXiv:1512.03385",
  fix: "norm: batch, norm: layer, or residual blocks",
  check: ({ model }) => {
    if (model === undefined || layersOf(model).some(normalizes)) return undefined;
    const depth = Math.max(...chainsOf(model).map((chain) => chain.filter(weighs).length));
    if (depth <= MOST) return undefined;
    return { message: `${depth} layers and no norm among them`, evidence: { layers: depth } };
  },
});
