import { abs, constant, div, matmul, maximum, mul, reshape, sqrt, sum, transpose, type Value } from "../graph/index.ts";
import { definePenalty } from "./define.ts";

/** Squared lengths below this count as this: a vector of zeros has no direction, and no gradient that is not a number. */
const LEAST = 1e-12;

/** λ times the mean |cos| of the angle between two different rows of a matrix; 0 for a single row. */
function meanCosine(rows: Value): Value {
  const count = rows.shape[0]!;
  if (count < 2) return constant(0);
  const unit = div(rows, sqrt(maximum(sum(mul(rows, rows), [1], true), LEAST)));
  const cosines = abs(matmul(unit, unit, { transposeB: true }));
  const others = Float64Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 0 : 1));
  return div(sum(mul(cosines, constant(others, [count, count]))), count * (count - 1));
}

/**
 * λ · mean over pairs of |cos ∠(wᵢ, wⱼ)|, wᵢ the incoming weights of unit i, or the outgoing ones of input i: Keras's
 * OrthogonalRegularizer of columns, or rows. Vectors have none.
 */
export const orthogonal = definePenalty({
  name: "orthogonal",
  doc: "Pulls the weights of different units apart: each looks at something else.",
  paper: "Brock et al. 2017, arXiv:1609.07093",
  aliases: ["orthogonality", "orthogonal regularization"],
  advice: {
    when: "Units that learn the same as others, such as in GANs.",
    typical: "0.01 (Keras)",
  },
  settings: {
    strength: { default: 0.01, range: [0, 1e3], search: [1e-4, 1, "log"], strength: true, doc: "λ, the pull apart." },
    between: { default: "units", choices: ["units", "inputs"], doc: "Which vectors are to be orthogonal." },
  },
  main: "strength",
  cost: (w, { strength, between }) => {
    const [first = 1, ...rest] = w.shape;
    if (rest.length === 0) return constant(0);
    const matrix = rest.length === 1 ? w : reshape(w, [first, rest.reduce((n, d) => n * d, 1)]);
    const areRows = rest.length > 1 === (between === "units");
    return mul(strength, meanCosine(areRows ? matrix : transpose(matrix)));
  },
});
