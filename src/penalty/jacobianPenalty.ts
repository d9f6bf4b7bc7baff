import { add, div, gradient, mean, mul, sum, type Value } from "../graph/index.ts";
import { defineFunctionPenalty, type Seen } from "./function.ts";
import { squaresOfRows } from "./rows.ts";

/**
 * ½ λ mean over rows of ‖J‖²_F, J = ∂prediction/∂x, estimated without bias along random directions v of length 1 as outputs ·
 * ‖∂(v · prediction)/∂x‖². Differentiates twice.
 */
export const jacobianPenalty = defineFunctionPenalty({
  name: "jacobianPenalty",
  doc: "Pulls the Jacobian of the outputs by the input to zero: wider margins.",
  paper: "Hoffman et al. 2019, arXiv:1908.02729",
  aliases: ["jacobian"],
  advice: {
    when: "As gradientPenalty, for the outputs themselves: predictions are to change little.",
    typical: "1 direction",
    cost: "a backward pass for each direction",
  },
  settings: {
    strength: {
      default: 0.01,
      range: [0, 1e4],
      search: [1e-4, 1, "log"],
      strength: true,
      doc: "λ, the pull to flatness.",
    },
    directions: { default: 1, range: [1, 64], integer: true, doc: "Random directions per row: more cost, less noise." },
  },
  main: "strength",
  cost: (seen, { strength, directions }) => {
    const estimates = Array.from({ length: directions }, () => squaredAlong(seen));
    return mul(mul(0.5 / directions, strength), estimates.reduce(add));
  },
});

/**
 * outputs · mean over rows of ‖∂(v · prediction)/∂x‖², v uniform on the sphere. The derivative along noise n is squared and
 * divided by ‖n‖², which is the derivative along n / ‖n‖ squared.
 */
function squaredAlong({ x, prediction, normal }: Seen): Value {
  const noise = normal(prediction.shape);
  const [slope] = gradient(sum(mul(prediction, noise)), [x]);
  return mul(prediction.shape[1]!, mean(div(squaresOfRows(slope!), squaresOfRows(noise))));
}
