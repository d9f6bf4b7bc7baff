import { log, max, maximum, mean, min, mul, slice, sub, sum, type Value } from "../graph/index.ts";
import type { Loss } from "../loss/define.ts";

/** What of a problem margins follow from. */
interface Judged {
  readonly loss: Loss;
  readonly outputs: number;
}

/** Stands in for a probability of zero. */
const TINY = 1e-30;
/** Takes the labelled class out of a maximum: above any difference of finite logits that matters. */
const FAR = 1e6;

/** Scores whose differences are log odds: the raw prediction, or logarithms where a wrapper's head averages members. */
function logitsOf({ loss, outputs }: Judged, prediction: Value): Value {
  return prediction.shape[1] === outputs ? prediction : log(maximum(loss.head(prediction), TINY));
}

/**
 * The margin of each row, [batch], of the first pass. Classes: z_y − max over k ≠ y of z_k (Pleiss et al. 2020,
 * arXiv:2001.10528), above 0 where the label is predicted; yes/no: the least of ± z; values: the mean residual ŷ − y.
 */
export function marginOf(problem: Judged, prediction: Value, target: Value): Value {
  const { loss, outputs } = problem;
  const batch = target.shape[0]!;
  const first = prediction.shape[0] === batch ? prediction : slice(prediction, { axis: 0, start: 0, end: batch });
  const y = target.shape[1] === outputs ? target : slice(target, { axis: 1, start: 0, end: outputs });
  if (loss.target === "values") return mean(sub(loss.head(first), y), [1]);
  if (loss.target === "binary") return min(mul(logitsOf(problem, first), sub(mul(2, y), 1)), [1]);
  const z = logitsOf(problem, first);
  return sub(sum(mul(y, z), [1]), max(sub(z, mul(FAR, y)), [1]));
}
