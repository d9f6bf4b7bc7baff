import { defineRule } from "../define.ts";
import { epochsIn } from "../subject.ts";

const LONG = 50;

export const constantRateLongRun = defineRule({
  id: "constantRateLongRun",
  title: "a long run at one learning rate",
  severity: "hint",
  why: "a rate that is large enough to learn is too large to settle: the last epochs only wander about the minimum",
  paper: "Goyal et al. 2017, arXiv:1706.02677; Loshchilov & Hutter 2017, arXiv:1608.03983",
  fix: "schedule: cosine, or schedule: plateau with earlyStopping",
  check: (subject) => {
    const { schedule = "constant", averaging } = { averaging: "none", ...subject.recipe };
    const epochs = epochsIn(subject) ?? 0;
    if (subject.recipe === undefined || schedule !== "constant" || averaging !== "none" || epochs < LONG)
      return undefined;
    return { message: `${epochs} epochs at a constant rate`, evidence: { epochs } };
  },
});
