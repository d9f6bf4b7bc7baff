import { plural } from "../../../core/count.ts";
import { defineRule } from "../define.ts";
import { epochsIn } from "../subject.ts";

export const stoppingNeverFires = defineRule({
  id: "stoppingNeverFires",
  title: "early stopping that cannot stop",
  severity: "hint",
  why: "training is over before its patience is; the best epoch is still restored",
  fix: "patience: a fifth of the epochs, or more epochs",
  check: (subject) => {
    const { earlyStopping, patience = 15 } = subject.recipe ?? {};
    const epochs = epochsIn(subject);
    if (earlyStopping !== true || epochs === undefined || patience < epochs) return undefined;
    return { message: `patience ${patience}, and ${plural(epochs, "epoch")} at most`, evidence: { patience, epochs } };
  },
});
