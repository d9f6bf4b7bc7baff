import { gain } from "../../train/best.ts";
import { defineStopping, type Rule } from "./define.ts";

interface Memory {
  /** The first epoch's score. */
  readonly first: number | null;
}

/**
 * Stops when the score is worse than `factor` × the reference: the first epoch's score, or a baseline such as that of
 * guessing. Where larger is better the reference is divided, and below zero the other way round; a reference of 0 never stops.
 */
export const divergence = defineStopping({
  name: "divergence",
  doc: "Stops when the score is much worse than where it began, or than guessing.",
  advice: {
    when: "Searches: a run that blew up is given up.",
  },
  settings: {
    factor: { default: 10, range: [1, 1e9], doc: "How many times worse than the reference." },
    baseline: {
      default: 0,
      range: [-Number.MAX_VALUE, Number.MAX_VALUE],
      doc: "Score of guessing; 0: the first epoch's score is the reference instead.",
    },
  },
  main: "factor",
  reason: "diverged",
  rule: ({ factor, baseline }): Rule<Memory> => ({
    init: () => ({ first: null }),
    observe: ({ first: before }, { epoch, score, better }) => {
      const first = before ?? score;
      const [reference, name] = baseline === 0 ? [first, "the first epoch's"] : [baseline, "the baseline's"];
      const worst = reference > 0 === (better === "lower") ? reference * factor : reference / factor;
      if (reference === 0 || !(gain(better, score, worst) < 0)) return { memory: { first } };
      return {
        memory: { first },
        stop: `the score at epoch ${epoch}, ${score}, is far worse than ${name} (${reference})`,
      };
    },
  }),
});
