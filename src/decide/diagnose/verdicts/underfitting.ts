import { show } from "../../wording.ts";
import { fallOf } from "../curve.ts";
import type { Measures } from "../measure.ts";
import { type Rule, percent } from "./define.ts";
import { beatsGuessing, cannotExclude } from "./noSignal.ts";

/** Of guessing's error, what training keeps; and what it keeps where the recipe says what holds it back, and validation gained nothing. */
const SHARE = 0.9;
const SHARE_HELD = 0.75;
/** Where guessing is not known: the part of the first epoch's error that must go. */
const FELL = 0.05;
const FEWEST = 4;
/** Of guessing's error: what as many epochs again must promise, at half the present speed. */
const PROMISE = 0.1;
const STRIP = 5;
/** Fewer epochs than these prove nothing while training falls, however slowly: it may not have begun. */
const BEGUN = 20;
/** Strengths that leave little to learn with, and units in the narrowest layer. */
const STRONG: Readonly<Record<string, number>> = { dropout: 0.7, weightDecay: 1, l2: 0.1, l1: 0.01 };
const NARROW = 8;

/** Underfitting: training keeps nine tenths of guessing's error, and does not fall any more. */
export const underfitting: Rule = (measures) => {
  const { train, guessing, story, title, score } = measures;
  if (train.length === 0 || (guessing === undefined && train.length < FEWEST)) return undefined;
  const least = Math.min(...train);
  const reference = guessing ?? train[0]!;
  const held = heldBack(story.recipe);
  if (!(least >= shareOf(measures, held) * reference) || cannotExclude(measures)) return undefined;
  // What a network with room to learn did not learn is not there.
  if (held === undefined && story.recipe !== undefined && guessing !== undefined && !beatsGuessing(measures))
    return undefined;
  const { value, low } = fallOf(train);
  const promises = (value * train.length) / (2 * STRIP) > PROMISE * reference;
  const mayBegin = train.length < FEWEST && story.stopped !== true;
  const falls = mayBegin || (low > 0 && value > 0.01 * least && (promises || train.length < BEGUN));
  return {
    kind: falls ? "notFinished" : "underfitting",
    sentence: `${falls ? "not finished" : "underfitting"}: training keeps ${percent(least / reference)} of ${guessing === undefined ? "the first epoch's" : "guessing's"} error (${title} ${show(score(least))})`,
    evidence: { train: least, reference, share: least / reference },
    next: {
      edit: falls
        ? `epochs: ${Math.max(BEGUN, 2 * train.length)}`
        : (held ?? "hidden: [256, 128], or ten times the learning rate"),
      expect: "training and validation both better",
    },
  };
};

function shareOf(measures: Measures, held: string | undefined): number {
  if (measures.guessing === undefined) return 1 - FELL;
  return held !== undefined && !beatsGuessing(measures) ? SHARE_HELD : SHARE;
}

/** The edit that takes away what leaves the network little to learn with, where the recipe has such a thing. */
function heldBack(recipe: Measures["story"]["recipe"]): string | undefined {
  const strong = Object.entries(STRONG).find(([name, least]) => Number(recipe?.[name] ?? 0) >= least)?.[0];
  if (strong !== undefined) return `${strong}: 0`;
  const hidden = recipe?.["hidden"];
  return Array.isArray(hidden) && Math.min(...hidden.map(Number)) < NARROW ? "hidden: [256, 128]" : undefined;
}
