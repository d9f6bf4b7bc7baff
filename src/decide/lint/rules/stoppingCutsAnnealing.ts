import { defineRule } from "../define.ts";

const ANNEALS = new Set(["cosine", "oneCycle", "coslog4"]);

export const stoppingCutsAnnealing = defineRule({
  id: "stoppingCutsAnnealing",
  title: "early stopping with an annealed rate",
  severity: "hint",
  why: "the gain of such a schedule comes at its end, when the rate is small; stopping during a bad middle forgoes it",
  paper: "Smith & Topin 2018, arXiv:1708.07120",
  fix: "earlyStopping: false (the best epoch is restored anyway), or schedule: plateau",
  check: ({ recipe }) => {
    const { schedule = "", earlyStopping } = recipe ?? {};
    if (earlyStopping !== true || !ANNEALS.has(schedule)) return undefined;
    return { message: `earlyStopping with schedule ${schedule}`, evidence: { schedule } };
  },
});
