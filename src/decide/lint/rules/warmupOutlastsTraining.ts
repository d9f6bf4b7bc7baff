import { plural } from "../../../core/count.ts";
import { defineRule } from "../define.ts";
import { epochsIn } from "../subject.ts";

const SHARE = 0.5;

export const warmupOutlastsTraining = defineRule({
  id: "warmupOutlastsTraining",
  title: "a warm-up as long as training",
  severity: "warning",
  why: "the learning rate is hardly ever what the recipe says",
  paper: "Goyal et al. 2017, arXiv:1706.02677: 5 of 90 epochs",
  fix: "warmupEpochs: a twentieth of the epochs",
  check: (subject) => {
    const { warmupEpochs = 0 } = subject.recipe ?? {};
    const epochs = epochsIn(subject);
    if (epochs === undefined || warmupEpochs <= SHARE * epochs) return undefined;
    return {
      message: `${warmupEpochs} of ${plural(epochs, "epoch is", "epochs are")} warm-up`,
      evidence: { warmupEpochs, epochs },
      fix: `warmupEpochs: ${Math.round(epochs / 20)}`,
    };
  },
});
