import { plural } from "../../core/count.ts";
import { defineStopping, type Rule } from "./define.ts";

interface Memory {
  readonly seconds: number;
  /** The clock when they were counted. */
  readonly at: number;
}

/**
 * Stops after the first epoch that ends later than so many seconds of training. Time between a stop and its resumption does
 * not count. How far training gets depends on the machine: a run that a budget ended cannot be repeated bit for bit.
 */
export const timeBudget = defineStopping({
  name: "timeBudget",
  doc: "Stops at the end of the epoch in which the time is up.",
  advice: {
    when: "A training must end in time.",
    pitfalls: ["How far it gets depends on the machine: such a run cannot be repeated bit for bit."],
  },
  settings: {
    seconds: {
      default: 3600,
      range: [0, 1e9],
      doc: "Seconds of training, pauses between stop and resumption left out.",
    },
  },
  main: "seconds",
  rule: ({ seconds: budget }, clock): Rule<Memory> => {
    const began = clock();
    return {
      init: () => ({ seconds: 0, at: clock() }),
      observe: (before, { epoch }) => {
        const at = clock();
        const seconds = before.seconds + Math.max(0, at - Math.max(began, before.at));
        const memory = { seconds, at };
        if (seconds < budget) return { memory };
        return { memory, stop: `the time budget of ${plural(budget, "second")} was over at epoch ${epoch}` };
      },
    };
  },
});
