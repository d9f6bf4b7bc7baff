import type { ValuePredictions } from "../../../train/metrics/index.ts";
import { show } from "../../wording.ts";
import { interval } from "./classVerdict.ts";
import type { Figure } from "../figure.ts";
import { BLIND, isConstant, type Judge } from "./judge.ts";
import { LEAST_AFFINITY, LEAST_KEPT, RELEARNED_RISE } from "./limits.ts";
import { lossFigure, meanOf, meanOver } from "./loss.ts";
import { outcome } from "./secondLook.ts";
import type { SecondLook, ValueEvaluation } from "../types.ts";

/** Of each interval that a verdict about numbers rests on. */
const LEVEL = 0.99;

const rise = (clean: number, changed: number): number => Math.sqrt(changed / clean) - 1;
const squares = ({ values, targets }: ValuePredictions): Float64Array =>
  Float64Array.from(values, (v, row) => (v - targets[row]!) ** 2);

/** Judges answers that are numbers, by their root mean squared error. */
export function valueJudge(clean: ValuePredictions): Judge<ValuePredictions> {
  const own = squares(clean);
  const guessing = deviation(clean.targets);
  const isBlind = isConstant(clean.values, 1);
  const evaluate = (copies: readonly ValuePredictions[]): ValueEvaluation => {
    const losses = { clean: own, changed: meanOver(copies.map(squares)) };
    const figure = (of: (a: number, b: number) => number): Figure => lossFigure(losses, of, LEVEL);
    const facts = {
      affinity: figure((a, b) => 1 / (1 + rise(a, b))),
      errorRise: figure(rise),
      unchanged: copies.every(({ values }) => values.every((v, row) => v === clean.values[row])),
    };
    const kept = figure((a, b) => (guessing - Math.sqrt(b)) / (guessing - Math.sqrt(a)));
    const judged = facts.unchanged && isBlind ? BLIND : valueVerdict(facts, kept);
    return { kind: "values", ...judged, ...facts, draws: copies.length };
  };
  return { clean: Math.sqrt(meanOf(own)), canPass: true, evaluate, secondLook: valueSecondLook(own) };
}

/**
 * The first that applies: less than half of what the model knows beyond the mean is surely left (breaks labels); the error surely rises by more
 * than a ninth (risky); it surely does not (safe); otherwise can't tell.
 */
function valueVerdict(
  { affinity, errorRise, unchanged }: Pick<ValueEvaluation, "affinity" | "errorRise" | "unchanged">,
  kept: Figure,
): Pick<ValueEvaluation, "verdict" | "sentence"> {
  const rises = `the error rises by ${interval(errorRise)} of it`;
  if (unchanged) return { verdict: "safe", sentence: "the model sees no difference" };
  if (kept.high < LEAST_KEPT)
    return {
      verdict: "breaks labels",
      sentence: `${rises}: ${show(Math.max(0, kept.value))} of the model's skill is left`,
    };
  if (affinity.high < LEAST_AFFINITY) return { verdict: "risky", sentence: rises };
  if (affinity.low >= LEAST_AFFINITY) return { verdict: "safe", sentence: rises };
  return { verdict: "can't tell", sentence: `${rises}: more rows would tell` };
}

const valueSecondLook =
  (own: Float64Array): Judge<ValuePredictions>["secondLook"] =>
  ({ clean, changed }): SecondLook => {
    const losses = { clean: own, changed: meanOver([squares(clean), squares(changed)]) };
    const change = lossFigure(losses, rise);
    const [passes, confirms] = [change.high <= RELEARNED_RISE, change.low > 0];
    return { change, passes, confirms, sentence: outcome(passes, confirms, `error ${interval(change)} of it more`) };
  };

function deviation(values: Float32Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((v) => (v - mean) ** 2)));
}
