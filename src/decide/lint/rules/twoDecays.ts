import { defineRule } from "../define.ts";

export const twoDecays = defineRule({
  id: "twoDecays",
  title: "L2 together with weight decay",
  severity: "warning",
  why: "both pull weights to zero, one through Adam's moments and one beside them: neither strength means what it says",
  paper: "Loshchilov & Hutter 2019, arXiv:1711.05101",
  fix: "l2: 0, and all of it in weightDecay",
  check: ({ recipe }) => {
    const { l2 = 0, weightDecay = 0 } = recipe ?? {};
    if (l2 <= 0 || weightDecay <= 0) return undefined;
    return { message: `l2 ${l2} and weightDecay ${weightDecay}`, evidence: { l2, weightDecay } };
  },
});
