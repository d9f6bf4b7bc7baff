import { show } from "../../wording.ts";
import { HARMFUL } from "./harmfulOverfitting.ts";
import { type Rule, percent } from "./define.ts";

const ERRORS = 3;
/** Where rows are not known: the part of guessing's (or the first) error that is a gap. */
const LEAST = 0.05;

/** Benign gap: training is better than validation by over three standard errors, and earlier weights were not better. */
export const benignGap: Rule = (measures) => {
  const { story, gap, standardError, knowsRows, guessing, validation, title, gl, glOfLoss, kept, score } = measures;
  const reference = guessing ?? validation[0] ?? Number.NaN;
  const isGap = gap.value > ERRORS * standardError && (knowsRows || gap.value > LEAST * reference);
  if (!isGap) return undefined;
  const sure = glOfLoss.low > HARMFUL && !story.restores;
  const probabilities = sure
    ? `; its probabilities grew too sure (loss ${glOfLoss.value.toFixed(0)} % above its least)`
    : "";
  return {
    kind: "benignGap",
    sentence: `benign gap: ${title} ${show(score(kept.validation))} on validation, ${show(score(kept.train))} on training rows, and no earlier weights were ${story.restores ? "kept for being" : "clearly"} better${probabilities}`,
    evidence: { gap: gap.value, gl: gl.value, standardError },
    interval: { of: "gap", ...gap },
    next: sure
      ? {
          edit: "earlyStopping: true",
          expect: `a loss about ${percent(glOfLoss.value / (100 + glOfLoss.value))} lower, the same ${title}`,
        }
      : {
          edit: "regularize compare DATA",
          expect: `at most the gap of ${show(gap.value)} by some regularizer, often nothing: a gap alone is no fault`,
        },
  };
};

/** Good: nothing speaks against it. */
export const good: Rule = ({ gap, title, guessing, kept, story, score }) => {
  const beside = guessing === undefined ? "" : `, guessing ${show(score(guessing))}`;
  return {
    kind: "good",
    sentence: `good: ${title} ${show(score(kept.validation))} on validation, ${show(score(kept.train))} on training rows${beside}: no gap of three standard errors`,
    evidence: { validation: score(kept.validation), train: score(kept.train), epochs: story.epochs.length },
    interval: { of: "gap", ...gap },
    next: { edit: "regularize compare DATA", expect: "small gains at most; more data or a larger model may give more" },
  };
};
