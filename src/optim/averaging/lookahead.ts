import { defineAveraging } from "./define.ts";

/** Every k steps: s ← s + α (w − s); w ← s. The slow weights s are where the fast ones start again. */
export const lookahead = defineAveraging({
  name: "lookahead",
  doc: "Fast weights explore for k steps, slow ones follow part of the way.",
  paper: "Zhang et al. 2019, arXiv:1907.08610",
  advice: {
    when: "Around an optimizer that is unsteady.",
    typical: "α 0.5, k 6",
    cost: "one copy of the weights",
  },
  settings: {
    alpha: { default: 0.5, range: [0, 1], search: [0.3, 0.9, "linear"], doc: "α, how far the slow weights follow." },
    every: { default: 6, range: [1, 1e6], integer: true, search: [4, 12, "linear"], doc: "k, steps between." },
  },
  main: "alpha",
  isModel: false,
  update: (kernels, { parameters, average }, count, _, { alpha, every }) => {
    if ((count + 1) % every === 0) {
      kernels.lerp(average, parameters, alpha);
      parameters.set(average);
    }
    return count + 1;
  },
});
