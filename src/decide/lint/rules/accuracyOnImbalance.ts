import { defineRule } from "../define.ts";

const SHARE = 0.4;

export const accuracyOnImbalance = defineRule({
  id: "accuracyOnImbalance",
  title: "accuracy on classes of unequal size",
  severity: "warning",
  why: "it can be won by never naming the rare class",
  paper: "Brodersen et al. 2010, doi:10.1109/ICPR.2010.764",
  fix: "--metric balancedAccuracy (or auc)",
  check: ({ situation }) => {
    const { metric, rarest } = situation ?? {};
    if (metric !== "accuracy" || rarest === undefined || rarest.share >= SHARE) return undefined;
    return {
      message: `accuracy decides, and the rarest class has ${Math.round(100 * rarest.share)} % of an equal share`,
      evidence: { rows: rarest.rows, share: rarest.share },
    };
  },
});
