import { type Rule, percent } from "./define.ts";

/** Prechelt's P₅ in per mille, and the part of its error that validation still loses in five epochs. */
const PROGRESS = 10;
const FALL = 0.01;

/** Not finished: training still progresses and validation still falls with it. */
export const notFinished: Rule = ({ progress, falling, story, gl }) => {
  if (story.stopped === true || story.epochs.length < 4) return undefined;
  if (!(progress > PROGRESS && falling.low > 0 && falling.value > FALL && gl.low <= 0)) return undefined;
  return {
    kind: "notFinished",
    sentence: `not finished: validation fell by ${percent(falling.value)} over the last five epochs, and training still moves (P₅ ${progress.toFixed(0)} ‰)`,
    evidence: { progress, fall: falling.value, epochs: story.epochs.length },
    interval: { of: "fall of validation in 5 epochs, share of its error", ...falling },
    next: {
      edit: `epochs: ${2 * story.epochs.length}, with earlyStopping: true`,
      expect: `about ${percent(falling.value)} less validation error for the next five epochs, less after that`,
    },
  };
};
