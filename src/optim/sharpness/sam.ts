import { defineSharpness } from "./define.ts";

/** w ← w + ρ g / ‖g‖ before the gradient is taken that the optimizer uses: flat minima are preferred. */
export const sam = defineSharpness({
  name: "sam",
  doc: "Sharpness-aware minimization: steps by the gradient at the worst point nearby. Twice the cost.",
  paper: "Foret et al. 2021, arXiv:2010.01412",
  aliases: ["sharpness-aware minimization"],
  advice: {
    when: "Twice the time is affordable. CIFAR-10, WRN-16-8: error 3.20 → 2.86 %.",
    typical: "ρ 0.05",
    cost: "twice the time a step",
  },
  settings: {
    radius: { default: 0.05, range: [0, 100], search: [0.01, 0.5, "log"], doc: "ρ, distance to the worst point." },
  },
  main: "radius",
  perturb: (kernels, { parameters, gradients }, { radius }) => {
    const norm = Math.sqrt(kernels.sumSquares(gradients));
    kernels.axpy(parameters, gradients, radius / (norm + 1e-12));
  },
});
