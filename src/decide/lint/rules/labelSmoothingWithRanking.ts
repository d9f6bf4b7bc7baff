import { defineRule } from "../define.ts";

const RANKINGS = new Set(["auc", "averagePrecision"]);

export const labelSmoothingWithRanking = defineRule({
  id: "labelSmoothingWithRanking",
  title: "label smoothing with a ranking metric",
  severity: "warning",
  why: "smoothing erases how much surer the model is of one row than of another, and that order is all that AUC sees",
  paper: "Müller et al. 2019, arXiv:1906.02629",
  fix: "labelSmoothing: 0, or --metric logLoss",
  check: ({ recipe, situation }) => {
    const { labelSmoothing = 0 } = recipe ?? {};
    const metric = situation?.metric ?? "";
    if (labelSmoothing <= 0 || !RANKINGS.has(metric)) return undefined;
    return { message: `labelSmoothing ${labelSmoothing} with ${metric}`, evidence: { labelSmoothing, metric } };
  },
});
