import { defineRule } from "../define.ts";
import { stepsOf } from "../steps.ts";

export const mixupOnCategories = defineRule({
  id: "mixupOnCategories",
  title: "mixup on columns of categories",
  severity: "warning",
  why: "half a category does not exist: such columns are not mixed or become invalid",
  paper: "Yun et al. 2019, arXiv:1905.04899; Gorishniy et al. 2021, arXiv:2106.11959",
  fix: "columnCutMix: {probability: 0.2} instead",
  check: ({ recipe, situation }) => {
    const steps = recipe === undefined ? [] : stepsOf(recipe).filter(({ name }) => name === "mixup");
    if (steps.length === 0 || situation?.kind !== "table" || situation.hasCategories !== true) return undefined;
    return { message: "mixup, and the table has columns of categories", evidence: { kind: "table" } };
  },
});
