import { plural } from "../../../core/count.ts";
import { show } from "../../wording.ts";
import type { Measures } from "../measure.ts";
import type { Rule } from "./define.ts";

/** Part of the signal that two standard errors may be. */
const SHARE = 0.5;

/** Of fewer rows the best epoch was luck: what is judged are the kept weights. */
const FEW = 30;

const judged = ({ story, kept, best, standardError, standardErrorAtBest }: Measures) =>
  (story.validationRows ?? FEW) < FEW
    ? { level: kept.validation, standardError }
    : { level: best.level, standardError: standardErrorAtBest };

/** Validation too small to tell: its 95 % interval is wider than half of what the model gained on guessing. */
export const tooSmall: Rule = (measures) => {
  const { story, guessing, knowsRows, title } = measures;
  if (!knowsRows || guessing === undefined) return undefined;
  const { level, standardError } = judged(measures);
  const signal = guessing - level;
  const width = 1.96 * standardError;
  // Far below guessing even so, or at it: that is an answer.
  if (!(width > SHARE * Math.abs(signal)) || !(width > 0.1 * guessing)) return undefined;
  const rows = story.validationRows;
  const needed = rows === undefined ? undefined : Math.ceil(rows * (width / (0.2 * guessing * SHARE)) ** 2);
  return {
    kind: "cannotTell",
    sentence: `can't tell: the validation set is too small, its ${title} is known to ± ${show(width)} only${rows === undefined ? "" : ` (${plural(rows, "row")})`}`,
    evidence: { standardError, signal, ...(rows === undefined ? {} : { rows }) },
    interval: { of: "gain on guessing", value: signal, low: signal - width, high: signal + width },
    next: {
      edit: "regularize compare DATA --seeds 10",
      expect: `an interval a third as wide${needed === undefined ? "" : `; one split alone would need about ${needed} validation rows`}`,
    },
  };
};
