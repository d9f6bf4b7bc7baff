import { defineRule } from "../define.ts";

export const decayOnBiases = defineRule({
  id: "decayOnBiases",
  title: "decay on biases and norm scales",
  severity: "warning",
  why: "biases and norm scales do not overfit; pulling them to zero only moves what the layer can say. Left alone they gained 0.1 to 0.7 points",
  paper: "He et al. 2019, arXiv:1812.01187, table 4",
  fix: 'decays: "weights" (the default)',
  check: ({ recipe }) => {
    const { l1 = 0, l2 = 0, weightDecay = 0, decays } = recipe ?? {};
    const pulls = Object.entries({ l1, l2, weightDecay }).filter(([, strength]) => strength > 0);
    if (decays !== "all" || pulls.length === 0) return undefined;
    const message = `${pulls.map(([name, strength]) => `${name} ${strength}`).join(", ")} acts on all parameters`;
    return { message, evidence: Object.fromEntries(pulls) };
  },
});
