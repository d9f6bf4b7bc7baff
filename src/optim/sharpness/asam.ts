import { defineSharpness } from "./define.ts";

/** w ← w + ρ T² g / ‖T g‖ with T = |w| + η: a neighbourhood that does not change when weights are rescaled. */
export const asam = defineSharpness({
  name: "asam",
  doc: "SAM whose neighbourhood scales with each weight.",
  paper: "Kwon et al. 2021, arXiv:2102.11600",
  aliases: ["adaptive sam"],
  advice: {
    when: "As sam, where weights differ in scale.",
    typical: "ρ 0.5",
    cost: "twice the time a step",
  },
  settings: {
    radius: { default: 0.5, range: [0, 100], search: [0.1, 2, "log"], doc: "ρ, relative distance to the worst point." },
    eta: { default: 0.01, range: [0, 10], doc: "η, so that small weights move too." },
  },
  main: "radius",
  perturb: (_, { parameters, gradients }, { radius, eta }) => {
    let total = 0;
    for (let i = 0; i < parameters.length; i++) {
      const scaled = (Math.abs(parameters[i]!) + eta) * gradients[i]!;
      total += scaled * scaled;
    }
    const step = radius / (Math.sqrt(total) + 1e-12);
    for (let i = 0; i < parameters.length; i++) {
      const scale = Math.abs(parameters[i]!) + eta;
      parameters[i]! += step * scale * scale * gradients[i]!;
    }
  },
});
