import { defineRule } from "../define.ts";
import { named, resamples, stepsOf } from "../steps.ts";

export const resamplingWithClassWeights = defineRule({
  id: "resamplingWithClassWeights",
  title: "resampling with class weights",
  severity: "warning",
  why: "the rare class is corrected for twice: it now counts more than the others, and probabilities mean nothing",
  paper: "van den Goorbergh et al. 2022, doi:10.1093/jamia/ocac093",
  fix: "classWeights: none, or no resampling",
  check: ({ recipe }) => {
    const steps = recipe === undefined ? [] : stepsOf(recipe).filter(resamples);
    const { classWeights = "none" } = recipe ?? {};
    if (steps.length === 0 || classWeights === "none") return undefined;
    const message = `${named(steps)} and classWeights ${JSON.stringify(classWeights)}`;
    return { message, evidence: { steps: named(steps), classWeights } };
  },
});
