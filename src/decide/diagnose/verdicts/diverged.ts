import { show } from "../../wording.ts";
import { ending } from "../curve.ts";
import type { StoryEpoch } from "../story.ts";
import type { Rule } from "./define.ts";

/** Times the best training loss, and times the first, that the end is worse by. */
const ABOVE_BEST = 2;
const ABOVE_FIRST = 1.2;
/** Times guessing's error that training, or validation, never came below. */
const ABOVE_GUESSING = 3;

/**
 * Diverged: a loss that is not finite, training that ends far above where it began and has been, or errors that never came
 * near guessing's. While learning, where that was written: stale statistics make inference worse, not the weights.
 */
export const diverged: Rule = ({ story, train, guessing, best, title, score }) => {
  const { epochs, recipe } = story;
  const lost = (e: StoryEpoch): number => (Number.isFinite(e.learning) ? e.learning! : e.loss.train);
  const broken = epochs.find(({ loss }) => !Number.isFinite(loss.train));
  const losses = epochs.map(lost).filter(Number.isFinite);
  const [first = Number.NaN, least] = [losses[0], Math.min(...losses)];
  const end = losses.length === 0 ? Number.NaN : ending(losses);
  const isWorse = end - least > (ABOVE_BEST - 1) * Math.abs(least) && end - first > (ABOVE_FIRST - 1) * Math.abs(first);
  const mayBeStale =
    !story.scoredAlike || recipe?.["norm"] === "batch" || epochs.some((e) => Number.isFinite(e.learning));
  const nearest = Math.max(Math.min(...train), best.level);
  const isAbove = guessing !== undefined && !mayBeStale && nearest > ABOVE_GUESSING * guessing;
  if (broken === undefined && !isWorse && !isAbove) return undefined;
  const rate = recipe?.["learningRate"];
  const what =
    broken === undefined
      ? isWorse
        ? `the training loss ends at ${show(end)}, having begun at ${show(first)}`
        : `errors never came near guessing's: ${title} ${show(score(Math.min(...train)))} on training rows and ${show(score(best.level))} on validation at best, guessing ${show(score(guessing!))}`
      : `the training loss is ${broken.loss.train} at epoch ${broken.epoch}`;
  return {
    kind: "diverged",
    sentence: `diverged: ${what}`,
    evidence: { epoch: broken?.epoch ?? epochs.at(-1)!.epoch, first, end: broken === undefined ? end : "not finite" },
    next: {
      edit:
        typeof rate === "number"
          ? `learningRate: ${Number((rate / 10).toPrecision(2))}`
          : "a tenth of the learning rate",
      expect: "a training loss that falls from the first epoch on",
    },
  };
};
