import { show } from "../../wording.ts";
import type { Measures } from "../measure.ts";
import { type Rule, percent } from "./define.ts";

/** Prechelt's P₅ in per mille, and the part of its error that validation still loses in five epochs. */
const PROGRESS = 10;
const FALL = 0.01;
/** Fewer epochs are no five. */
const FEWEST = 4;
/** What is advised at least. */
const ENOUGH = 20;

/** Not finished: training still progresses and validation still falls with it. */
export const notFinished: Rule = (measures) => {
  const { progress, falling, story, gl } = measures;
  if (story.stopped === true) return undefined;
  if (story.epochs.length < FEWEST) return story.restores ? justBegun(measures) : undefined;
  if (!(progress > PROGRESS && falling.low > 0 && falling.value > FALL && gl.low <= 0)) return undefined;
  return {
    kind: "notFinished",
    sentence: `not finished: validation fell by ${percent(falling.value)} over the last five epochs, and training still moves (P₅ ${progress.toFixed(0)} ‰)`,
    evidence: { progress, fall: falling.value, epochs: story.epochs.length },
    interval: { of: "fall of validation in 5 epochs, share of its error", ...falling },
    next: {
      edit: longer(story, 2 * story.epochs.length),
      expect: `about ${percent(falling.value)} less validation error for the next five epochs, less after that`,
    },
  };
};

/** More epochs, and what ends them in time where the recipe does not have it. */
const longer = ({ recipe }: Measures["story"], epochs: number): string =>
  `epochs: ${epochs}${recipe?.["earlyStopping"] === true ? "" : ", with earlyStopping: true"}`;

/** Of very few epochs the last was the best, clearly. */
function justBegun({ falling, story, validation, train, title, score }: Measures): ReturnType<Rule> {
  const epochs = story.epochs.length;
  const [before, last] = validation.slice(-2);
  if (last === undefined || before === undefined || !(falling.value > FALL && train.at(-1)! < train[0]!))
    return undefined;
  return {
    kind: "notFinished",
    sentence: `not finished: the last of ${epochs} epochs brought validation from ${title} ${show(score(before))} to ${show(score(last))}`,
    evidence: { fall: falling.value, epochs },
    next: { edit: longer(story, ENOUGH), expect: "training and validation both better" },
  };
}
