import { defineRule } from "../define.ts";
import { erases, mixes, named, stepsOf } from "../steps.ts";

export const severalMixers = defineRule({
  id: "severalMixers",
  title: "more than one of mixup, CutMix and cutout at a time",
  severity: "warning",
  why: "each takes a part of the picture or of the label away; one after the other leaves rows that nobody could name",
  paper: "Yun et al. 2019, arXiv:1905.04899 (one of them at a time)",
  fix: "one of them, or oneOf: [mixup, cutMix]",
  check: ({ recipe }) => {
    const steps = recipe === undefined ? [] : stepsOf(recipe).filter((step) => mixes(step) || erases(step));
    if (steps.length < 2) return undefined;
    return { message: `${named(steps)} on the same rows`, evidence: { steps: named(steps), count: steps.length } };
  },
});
