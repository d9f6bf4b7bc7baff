import { defineRule } from "../define.ts";
import { chainsOf } from "../layers.ts";

const SQUASHES = /^(?:log)?[ _-]?(?:soft[ _-]?max|sigmoid)$/iu;
/** They take logits and squash them themselves. */
const TAKES_LOGITS = /cross ?entropy|bceWithLogits|focal|confidencePenalty|distillation|rDrop/iu;

export const softmaxTwice = defineRule({
  id: "softmaxTwice",
  title: "softmax twice",
  severity: "error",
  why: "the loss squashes the output itself; squashed twice, no class gets more than e / (e + k − 1) of the probability, and gradients all but vanish",
  fix: "take the last activation out of the model: losses want logits",
  check: ({ model, loss = "crossEntropy" }) => {
    const last = model === undefined ? undefined : chainsOf(model)[0]?.at(-1);
    if (last === undefined || !SQUASHES.test(last.name) || !TAKES_LOGITS.test(loss)) return undefined;
    return {
      message: `the model ends with ${last.name}, and ${loss} squashes once more`,
      evidence: { layer: last.name, loss },
    };
  },
});
