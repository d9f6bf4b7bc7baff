import { add, exp, mean, mul, neg, sigmoid, softplus, sub, type Value } from "../graph/index.ts";
import { defineLoss } from "./define.ts";

/** (1 − σ(z))^γ · −log σ(z), by softplus alone: exact at z = ±100, for any γ ≥ 0. */
const costOfYes = (z: Value, gamma: Value): Value => mul(exp(neg(mul(gamma, softplus(z)))), softplus(neg(z)));

/**
 * y α (1 − p)^γ (−log p) + (1 − y)(1 − α) p^γ (−log(1 − p)), p = σ(z), averaged over the outputs: torchvision's
 * sigmoid_focal_loss for y of 0 and 1, and its mean over labels for y between them.
 */
export const sigmoidFocal = defineLoss({
  name: "sigmoidFocal",
  doc: "Log loss of yes/no outputs that turns to the hard ones: for rare positives.",
  paper: "Lin et al. 2017, arXiv:1708.02002",
  advice: {
    when: "Rare positives among many easy negatives, such as in detection.",
    typical: "γ 2, α 0.25",
  },
  target: "binary",
  settings: {
    gamma: {
      default: 2,
      range: [0, 10],
      search: [0.5, 5, "log"],
      strength: true,
      doc: "γ, how little easy rows count.",
    },
    alpha: { default: 0.25, range: [0, 1], strength: true, doc: "α, weight of the positives; negatives have 1 − α." },
  },
  main: "gamma",
  rows: (prediction, target, { gamma, alpha }) => {
    const yes = mul(mul(target, alpha), costOfYes(prediction, gamma));
    const no = mul(mul(sub(1, target), sub(1, alpha)), costOfYes(neg(prediction), gamma));
    return mean(add(yes, no), [1]);
  },
  head: (prediction) => sigmoid(prediction),
});
