import { defineRule } from "../define.ts";
import { stepsIn } from "../subject.ts";

export const strongDecay = defineRule({
  id: "strongDecay",
  title: "decay × learning rate too large",
  severity: "warning",
  why: "weights are an average over the last 1 / (lr · decay) updates; below one epoch of them, rows seen at its start are forgotten at its end",
  paper: "Wang & Aitchison 2024, arXiv:2405.13698",
  fix: "weightDecay so that lr · decay · updates of an epoch is below 1",
  check: (subject) => {
    const { weightDecay = 0, learningRate = 1e-3 } = subject.recipe ?? {};
    const pull = learningRate * weightDecay;
    const steps = stepsIn(subject) ?? 1;
    if (!(pull * steps > 1 || pull > 0.1)) return undefined;
    const updates = Number((1 / pull).toPrecision(2));
    return {
      message: `lr ${learningRate} × decay ${weightDecay} forgets within ${updates} updates, an epoch has ${steps}`,
      evidence: { learningRate, weightDecay, updates, updatesPerEpoch: steps },
      fix: `weightDecay: ${Number((1 / (20 * learningRate * steps)).toPrecision(1))}`,
    };
  },
});
