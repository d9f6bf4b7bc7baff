import { show } from "../../wording.ts";
import { type Rule, percent } from "./define.ts";

/** Prechelt's GL in percent. */
export const HARMFUL = 5;

/**
 * Harmful overfitting: the kept weights are worse on validation than earlier ones, by over 5 % and beyond their unrest, and
 * worse than on training rows.
 */
export const harmfulOverfitting: Rule = ({ story, gl, gap, best, validation, title, train, score }) => {
  if (story.restores || !(gl.value > HARMFUL && gl.low > 0 && gap.value > 0)) return undefined;
  const at = story.epochs[best.at]?.epoch ?? best.at + 1;
  if (gl.low <= HARMFUL)
    return {
      kind: "cannotTell",
      sentence: `can't tell: the end is ${gl.value.toFixed(1)} % above the least validation error, [${gl.low.toFixed(1)}, ${gl.high.toFixed(1)}], and ${HARMFUL} % is the line`,
      evidence: { gl: gl.value, bestEpoch: at },
      interval: { of: "GL in percent", ...gl },
      next: {
        edit: "earlyStopping: true",
        expect: `at most ${percent(gl.high / 100)} less validation error, perhaps nothing`,
      },
    };
  return {
    kind: "harmfulOverfitting",
    sentence: `harmful overfitting: since epoch ${at} validation went from ${title} ${show(score(best.level))} to ${show(score(validation.at(-1)!))}, ${gl.value.toFixed(0)} % more error, while training went to ${show(score(train.at(-1)!))}`,
    evidence: { gl: gl.value, bestEpoch: at, best: best.level, end: validation.at(-1)! },
    interval: { of: "GL in percent", ...gl },
    next: {
      edit: "earlyStopping: true",
      expect: `validation ${title} ${show(score(best.level))} in place of ${show(score(validation.at(-1)!))}: ${percent(gl.value / (100 + gl.value))} less error`,
    },
  };
};
