import { gradient, mean, mul, sum } from "../graph/index.ts";
import { defineFunctionPenalty } from "./function.ts";
import { squaresOfRows } from "./rows.ts";

/** ½ λ mean over rows of ‖∂ℓ/∂x‖², ℓ the row's own loss: a small change of the input changes the loss little. Differentiates twice. */
export const gradientPenalty = defineFunctionPenalty({
  name: "gradientPenalty",
  doc: "Pulls the gradient of the loss by the input to zero: double backpropagation.",
  paper: "Drucker & LeCun 1992, doi:10.1109/72.165600",
  aliases: ["double backpropagation", "input gradient penalty"],
  advice: {
    when: "Inputs that are noisy or may be attacked: a small change of them is to change the loss little.",
    cost: "a second backward pass a step",
  },
  settings: {
    strength: {
      default: 0.01,
      range: [0, 1e4],
      search: [1e-4, 10, "log"],
      strength: true,
      doc: "λ, the pull to flatness.",
    },
  },
  main: "strength",
  cost: ({ x, rows }, { strength }) => {
    const [slope] = gradient(sum(rows), [x]);
    return mul(mul(0.5, strength), mean(squaresOfRows(slope!)));
  },
});
