import { defineRule } from "../define.ts";
import { mixes, named, stepsOf } from "../steps.ts";

export const mixupWithLabelSmoothing = defineRule({
  id: "mixupWithLabelSmoothing",
  title: "mixup together with label smoothing",
  severity: "warning",
  why: "both soften the same targets: the model becomes unsure without becoming more right",
  paper: "Zhang et al. 2018, arXiv:1710.09412; Müller et al. 2019, arXiv:1906.02629",
  fix: "labelSmoothing: 0",
  check: ({ recipe }) => {
    const mixing = recipe === undefined ? [] : stepsOf(recipe).filter(mixes);
    const { labelSmoothing = 0 } = recipe ?? {};
    if (mixing.length === 0 || labelSmoothing <= 0) return undefined;
    const message = `${named(mixing)} and labelSmoothing ${labelSmoothing}`;
    return { message, evidence: { labelSmoothing, steps: named(mixing) } };
  },
});
