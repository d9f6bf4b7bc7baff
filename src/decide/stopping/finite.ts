import { defineStopping, type Rule } from "./define.ts";

/** Stops when the training loss is not finite; at such a score every way of stopping does. */
export const finite = defineStopping({
  name: "finite",
  doc: "Stops when the score or the training loss is not a finite number.",
  advice: {
    when: "Losses of one's own, which may become NaN before the score does.",
  },
  settings: {},
  reason: "diverged",
  rule: (): Rule<null> => ({
    init: () => null,
    observe: (memory, { epoch, trainLoss = 0 }) =>
      Number.isFinite(trainLoss)
        ? { memory }
        : { memory, stop: `the training loss became ${trainLoss} at epoch ${epoch}` },
  }),
});
