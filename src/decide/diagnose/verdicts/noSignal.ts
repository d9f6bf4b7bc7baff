import { plural } from "../../../core/count.ts";
import { show } from "../../wording.ts";
import type { Measures } from "../measure.ts";
import type { Rule } from "./define.ts";

/** Standard errors by which the kept weights must beat guessing; and the best of all epochs, which was chosen for being best. */
const ERRORS = 2;
const ERRORS_OF_BEST = 3;
/** Without an error from rows, what must be gained on guessing. */
const LEAST = 0.03;
/** Of guessing's error: a gain that may be as large as this cannot be called nothing. */
const EXCLUDED = 0.28;
/** Fewer epochs, where training did not stop by itself, prove nothing: it may not have begun; or not have come to what generalizes. */
const TO_BEGIN = 20;
const TO_GENERALIZE = 5;

const gainOf = ({ guessing, kept, best }: Measures): number => guessing! - Math.min(kept.validation, best.level);

const neededOf = ({ guessing, standardErrorAtBest, knowsRows }: Measures): number =>
  knowsRows ? ERRORS * standardErrorAtBest : Math.max(ERRORS * standardErrorAtBest, LEAST * guessing!);

/** Validation is better than guessing, beyond chance and the luck of the best epoch. */
export function beatsGuessing(measures: Measures): boolean {
  const { guessing, kept, best } = measures;
  const needed = neededOf(measures);
  return guessing! - kept.validation > needed || guessing! - best.level > (ERRORS_OF_BEST / ERRORS) * needed;
}

/** So few rows that a gain of a quarter of guessing's error would go unseen. */
export const cannotExclude = ({ guessing, standardErrorAtBest, knowsRows }: Measures): boolean =>
  knowsRows && guessing !== undefined && 1.96 * standardErrorAtBest > EXCLUDED * guessing;

/** What gives training more time: where it stopped by itself, more epochs alone are never trained. */
function longer({ story: { stopped, epochs, recipe } }: Measures): string {
  const patience = recipe?.["patience"];
  if (stopped !== true) return `epochs: ${5 * epochs.length}`;
  return typeof patience === "number" ? `patience: ${5 * patience}` : "five times the patience of early stopping";
}

/** No signal: validation does not beat guessing's error; what training learned, if anything, is memory. */
export const noSignal: Rule = (measures) => {
  const { story, validation, best, guessing, standardErrorAtBest: standardError, train, title, score } = measures;
  if (guessing === undefined || validation.length === 0) return undefined;
  if (beatsGuessing(measures) || cannotExclude(measures)) return undefined;
  const [gained, needed, least] = [gainOf(measures), neededOf(measures), Math.min(...train)];
  const learned = guessing - least > needed;
  const { epochs, stopped } = story;
  if (stopped !== true && epochs.length < (learned ? TO_GENERALIZE : TO_BEGIN))
    return {
      kind: "notFinished",
      sentence: `not finished: nothing${learned ? " that holds on validation" : ""} has been learned yet after ${plural(epochs.length, "epoch")} (${title} ${show(score(least))} on training rows, ${show(score(best.level))} on validation, guessing ${show(score(guessing))})`,
      evidence: { best: best.level, guessing, standardError, train: least, epochs: epochs.length },
      next: {
        edit: `epochs: ${Math.max(TO_BEGIN, 5 * epochs.length)}`,
        expect: "training and validation better than guessing; if not, the columns tell nothing",
      },
    };
  return {
    kind: "noSignal",
    sentence: `no signal: the best validation ${title} is ${show(score(best.level))}, guessing's ${show(score(guessing))}; training's ${show(score(least))} is ${learned ? "memory" : "no better"}`,
    evidence: { best: best.level, guessing, standardError, train: least },
    interval: { of: "gain on guessing", value: gained, low: gained - needed, high: gained + needed },
    next: learned
      ? {
          edit: "other columns, or more rows: no regularizer can find what is not there",
          expect: "nothing from any recipe",
        }
      : {
          edit: longer(measures),
          expect: "a training error below guessing's, else the columns tell nothing",
        },
  };
};
