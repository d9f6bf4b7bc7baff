import { defineRule } from "../define.ts";

/** What hardly any network survives. */
const MOST: Readonly<Record<string, number>> = {
  ...{ adam: 0.03, nadam: 0.03, radam: 0.03, rmsprop: 0.03 },
  ...{ lion: 3e-3, adagrad: 0.5, sgd: 2 },
};

export const learningRateTooLarge = defineRule({
  id: "learningRateTooLarge",
  title: "a learning rate that diverges",
  severity: "warning",
  why: "Adam's step is about the rate itself in every weight, whatever the gradient; Lion's is three to ten times larger still",
  paper: "Kingma & Ba 2015, arXiv:1412.6980; Chen et al. 2023, arXiv:2302.06675",
  fix: "learningRate: 1e-3 (lion 1e-4, sgd 1e-1)",
  check: ({ recipe }) => {
    const { learningRate = 0, optimizer = "adam" } = recipe ?? {};
    const most = MOST[optimizer] ?? Number.POSITIVE_INFINITY;
    if (!(learningRate > most)) return undefined;
    const message = `learning rate ${learningRate} with ${optimizer}; above ${most} it seldom learns`;
    return { message, evidence: { learningRate, optimizer, most } };
  },
});
