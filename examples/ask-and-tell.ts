import { createStudy, keyOf, parseSpace, type TrialValues } from "regularize";

/** Whatever you train, with whatever: a loss for some settings on one fold. Here the best is a rate of .03 with a momentum of .9. */
function lossOf({ rate, optimizer, momentum = 0 }: TrialValues, fold: number): number {
  if (Number(rate) > 1) return Number.NaN;
  const far = Math.log10(Number(rate) / 0.03) ** 2 + (optimizer === "sgd" ? (Number(momentum) - 0.9) ** 2 : 0.5);
  return far + 0.01 * Math.sin(7 * fold);
}

const study = createStudy({
  space: parseSpace({
    rate: [1e-4, 10, "log"],
    optimizer: ["sgd", "adam"],
    momentum: { low: 0, high: 0.99, when: { optimizer: "sgd" } },
  }),
  fixed: [{ name: "usual", values: { rate: 1e-3, optimizer: "adam" } }],
  ...{ key: keyOf(42), better: "lower", folds: 3, budget: 40 },
});

// Ask, train, tell: here one after the other; several workers may ask before anything is told. A loss of NaN is a failed trial with its cause.
for (let next = study.ask(); next.status === "run"; next = study.ask())
  study.tell(next.id, next.fold, lossOf(next.values, next.fold));

const failed = study.rows().filter(({ state }) => state === "failed").length;
console.log(
  `best of ${study.rows().length}, ${failed} failed: ${study.best()?.score.toFixed(3)}`,
  study.best()?.values,
);
