import { defineRule } from "../define.ts";
import { stepsOf } from "../steps.ts";

export const augmentBreaksLabels = defineRule({
  id: "augmentBreaksLabels",
  title: "augmentation that labels do not survive",
  severity: "error",
  why: "the model is taught wrong answers; a clean model no longer knows the augmented rows",
  paper: "Gontijo-Lopes et al. 2021, arXiv:2002.08973 (affinity)",
  fix: "take the step out of augment, or weaken it to what the audit calls safe",
  check: ({ recipe, situation }) => {
    const names = recipe === undefined ? [] : stepsOf(recipe).map(({ name }) => name);
    const broken = (situation?.audit ?? []).find(
      ({ operation, verdict }) =>
        verdict === "breaks labels" && names.some((name) => operation === name || operation.startsWith(`${name} `)),
    );
    if (broken === undefined) return undefined;
    const { operation, affinity } = broken;
    return {
      message: `the audit found that ${operation} breaks labels${affinity === undefined ? "" : ` (affinity ${affinity.toFixed(2)})`}`,
      evidence: { operation, ...(affinity === undefined ? {} : { affinity }) },
    };
  },
});
