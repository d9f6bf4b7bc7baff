import type { Known } from "../state.ts";
import { pointOf, ready, sides } from "../state.ts";
import { loss } from "./format.ts";
import { Legend } from "./panel.tsx";

/** Differences of loss that no eye should believe in. */
const ALIKE = 0.02;

/** What the two curves say, in a sentence or two. */
export function verdictOf(plain: Known, yours: Known): string {
  const [a, b] = [pointOf(plain), pointOf(yours)];
  if (a === undefined || b === undefined || plain.best === undefined || yours.best === undefined)
    return "Nothing is learned yet.";
  const weights = yours.look?.weights;
  if (weights !== undefined && weights.total > 0 && weights.zeros === weights.total)
    return "No weight is left: the regularized network gives every row the same answer. It is regularized too strongly.";
  const gain = a.validation.loss - b.validation.loss;
  const now = `a loss of ${loss(b.validation.loss)} against ${loss(a.validation.loss)}`;
  const better = `the regularized network is ${gain > 0 ? "better" : "worse"} on rows that neither has seen`;
  const first = Math.abs(gain) < ALIKE ? "both do alike on rows that neither has seen" : better;
  const isBack = a.epoch < plain.points.length || b.epoch < yours.points.length;
  return `${isBack ? "At the epochs that are shown" : "Now"} ${first}: ${now}. ${bestOf(plain.best, yours.best)}`;
}

/** What early stopping alone would have given: regularizers have to beat the plain network's best epoch, not its last. */
function bestOf(plain: Best, yours: Best): string {
  const both = `${loss(yours.loss)} (epoch ${yours.epoch}) against ${loss(plain.loss)} (epoch ${plain.epoch})`;
  const gain = plain.loss - yours.loss;
  if (gain > ALIKE) return `At their best epochs too: ${both}.`;
  const verb = gain < -ALIKE ? "does better" : "does as well";
  return `At their best epochs ${both}: to stop the plain one early ${verb}.`;
}

type Best = NonNullable<Known["best"]>;

export function Verdict() {
  const { plain, yours } = sides.value;
  return (
    <div class="verdict">
      <Legend />
      <p>{ready.value ? verdictOf(plain, yours) : "The engine is being fetched: ONNX Runtime, once, 14 MB."}</p>
    </div>
  );
}
