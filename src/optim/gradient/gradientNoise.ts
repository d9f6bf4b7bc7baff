import { defineGradientTransform } from "./define.ts";

/** g ← g + N(0, η / (1 + t)^γ), t from 0: early steps explore, late ones do not. */
export const gradientNoise = defineGradientTransform({
  name: "gradientNoise",
  doc: "Adds Gaussian noise to the gradient that fades over the steps.",
  paper: "Neelakantan et al. 2015, arXiv:1511.06807",
  advice: {
    when: "Very deep networks that get stuck early.",
    typical: "η 0.01, 0.3 or 1; γ 0.55",
  },
  settings: {
    eta: { default: 0.01, range: [0, 1e3], search: [1e-3, 1, "log"], doc: "η, the variance at the first step." },
    gamma: { default: 0.55, range: [0, 10], doc: "γ, how fast it fades." },
  },
  main: "eta",
  transform: (kernels, { all, step, key }, { eta, gamma }) => {
    kernels.addNormal(all, key, Math.sqrt(eta / step ** gamma));
    return 1;
  },
});
