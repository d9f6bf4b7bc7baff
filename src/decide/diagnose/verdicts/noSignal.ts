import { show } from "../../wording.ts";
import type { Rule } from "./define.ts";

const ERRORS = 2;
/** Without an error from rows, what must be gained on guessing. */
const LEAST = 0.03;

/** No signal: the best validation error is not below guessing's by two standard errors, although training learned. */
export const noSignal: Rule = ({ validation, best, guessing, standardError, knowsRows, train, unit }) => {
  if (guessing === undefined || validation.length === 0) return undefined;
  const gained = guessing - best.level;
  const needed = knowsRows ? ERRORS * standardError : Math.max(ERRORS * standardError, LEAST * guessing);
  if (gained > needed) return undefined;
  const least = Math.min(...train);
  return {
    kind: "noSignal",
    sentence: `no signal: the best validation error in ${unit} is ${show(best.level)}, guessing's ${show(guessing)}; the training error of ${show(least)} is memory`,
    evidence: { best: best.level, guessing, standardError, train: least },
    interval: { of: "gain on guessing", value: gained, low: gained - needed, high: gained + needed },
    next: {
      edit: "other columns, or more rows: no regularizer can find what is not there",
      expect: "nothing from any recipe",
    },
  };
};
