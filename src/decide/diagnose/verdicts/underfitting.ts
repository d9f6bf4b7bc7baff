import { show } from "../../wording.ts";
import { fallOf } from "../curve.ts";
import { type Rule, percent } from "./define.ts";

const SHARE = 0.9;
/** Where guessing is not known: the part of the first epoch's error that must go. */
const FELL = 0.05;
const FEWEST = 4;

/** Underfitting: training keeps nine tenths of guessing's error, and does not fall any more. */
export const underfitting: Rule = ({ train, guessing, story, unit }) => {
  if (guessing === undefined && train.length < FEWEST) return undefined;
  const least = Math.min(...train);
  const reference = guessing ?? train[0];
  const share = guessing === undefined ? 1 - FELL : SHARE;
  if (train.length === 0 || reference === undefined || !(least >= share * reference)) return undefined;
  const { value, low } = fallOf(train);
  const falls = low > 0 && value > 0.01 * least;
  const { dropout, weightDecay, l2 } = story.recipe ?? {};
  const strong = Object.entries({ dropout, weightDecay, l2 }).find(([, v]) => typeof v === "number" && v > 0)?.[0];
  return {
    kind: falls ? "notFinished" : "underfitting",
    sentence: `${falls ? "not finished" : "underfitting"}: training keeps ${percent(least / reference)} of ${guessing === undefined ? "the first epoch's" : "guessing's"} error (${unit} ${show(least)})`,
    evidence: { train: least, reference, share: least / reference },
    next: {
      edit: falls
        ? "twice the epochs"
        : strong === undefined
          ? "hidden: [256, 128], or ten times the learning rate"
          : `${strong}: 0`,
      expect: "training and validation both better",
    },
  };
};
