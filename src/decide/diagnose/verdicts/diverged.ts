import { show } from "../../wording.ts";
import { ending } from "../curve.ts";
import type { Rule } from "./define.ts";

/** Times the best training loss, and times the first, that the end is worse by. */
const ABOVE_BEST = 2;
const ABOVE_FIRST = 1.2;

/** Diverged: a loss that is not finite, or training that ends far above where it began and has been. */
export const diverged: Rule = ({ story }) => {
  const { epochs, recipe } = story;
  const broken = epochs.find(({ loss }) => !Number.isFinite(loss.train));
  const losses = epochs.map(({ loss }) => loss.train).filter(Number.isFinite);
  const [first = Number.NaN, least] = [losses[0], Math.min(...losses)];
  const end = losses.length === 0 ? Number.NaN : ending(losses);
  const isWorse = end - least > (ABOVE_BEST - 1) * Math.abs(least) && end - first > (ABOVE_FIRST - 1) * Math.abs(first);
  if (broken === undefined && !isWorse) return undefined;
  const rate = recipe?.["learningRate"];
  const what =
    broken === undefined
      ? `the training loss ends at ${show(end)}, having begun at ${show(first)}`
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
