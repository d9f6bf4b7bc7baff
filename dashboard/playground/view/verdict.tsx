import type { Known } from "../state.ts";
import { ready, sides } from "../state.ts";
import { loss } from "./format.ts";
import { Legend } from "./panel.tsx";

/** Differences of loss that no eye should believe in. */
const ALIKE = 0.02;

/** What the two curves say, in a sentence or two. */
export function verdictOf(plain: Known, yours: Known): string {
  const [a, b] = [plain.points.at(-1), yours.points.at(-1)];
  if (a === undefined || b === undefined || plain.best === undefined || yours.best === undefined)
    return "Nothing is learned yet.";
  const difference = a.validation.loss - b.validation.loss;
  const now = `${loss(b.validation.loss)} against ${loss(a.validation.loss)}`;
  const first =
    Math.abs(difference) < ALIKE
      ? `On rows that neither has seen the two are alike (${now}).`
      : `On rows that neither has seen the regularized network is ${difference > 0 ? "better" : "worse"}: a loss of ${now}.`;
  return `${first} ${bestOf(plain, yours, a.epoch)}`;
}

/** What early stopping alone would have given: regularizers have to beat the plain network's best epoch, not its last. */
function bestOf(plain: Known, yours: Known, epoch: number): string {
  const [a, b] = [plain.best!, yours.best!];
  const epochs = `best epochs: ${loss(b.loss)} (epoch ${b.epoch}) against ${loss(a.loss)} (epoch ${a.epoch})`;
  if (epoch < 20 || a.epoch > 0.7 * epoch) return `The ${epochs}.`;
  if (b.loss < a.loss - ALIKE) return `So too at their ${epochs}.`;
  return `Had it stopped at epoch ${a.epoch}, the plain one would have had ${loss(a.loss)}: early stopping alone does as well (${epochs}).`;
}

export function Verdict() {
  const { plain, yours } = sides.value;
  return (
    <div class="verdict">
      <Legend />
      <p>{ready.value ? verdictOf(plain, yours) : "The engine is being fetched: ONNX Runtime, once, 14 MB."}</p>
    </div>
  );
}
