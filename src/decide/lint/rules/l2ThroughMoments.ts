import { defineRule } from "../define.ts";

const ADAPTIVE = new Set(["adam", "nadam", "radam", "rmsprop", "adagrad"]);
const STRONG = 1e-3;

export const l2ThroughMoments = defineRule({
  id: "l2ThroughMoments",
  title: "strong L2 with an adaptive optimizer",
  severity: "hint",
  why: "L2's pull is divided by the size of the gradient: weights that learn most are decayed least. Decoupled decay halved the gap to SGD",
  paper: "Loshchilov & Hutter 2019, arXiv:1711.05101",
  fix: "weightDecay: 1e-2 in place of l2",
  check: ({ recipe }) => {
    const { l2 = 0, optimizer = "adam" } = recipe ?? {};
    if (l2 <= STRONG || !ADAPTIVE.has(optimizer)) return undefined;
    return { message: `l2 ${l2} with ${optimizer}`, evidence: { l2, optimizer } };
  },
});
