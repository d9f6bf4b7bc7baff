import { defineRule } from "../define.ts";
import { chainsOf } from "../layers.ts";

const ACTIVATIONS = new Set(["relu", "gelu", "silu", "selu"]);

export const reluOnOutput = defineRule({
  id: "reluOnOutput",
  title: "activation on the output",
  severity: "error",
  why: "the model cannot say anything below zero: half of all standardized targets and half of all logits are out of reach",
  fix: "end the model with a linear layer",
  check: ({ model }) => {
    const last = model === undefined ? undefined : chainsOf(model)[0]?.at(-1);
    if (last === undefined || !ACTIVATIONS.has(last.name)) return undefined;
    return { message: `the model ends with ${last.name}`, evidence: { layer: last.name } };
  },
});
