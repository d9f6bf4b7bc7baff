import { type GivenOf, RegularizeError, resolveSettings, type Schema } from "../../core/index.ts";
import { defineMetric, type Metric } from "../metrics/define.ts";
import { countClasses } from "../metrics/rows.ts";

const settings = {
  falsePositive: { default: 1, range: [0, 1e9], doc: "Cost of a row of class 0 that is said to be of class 1." },
  falseNegative: { default: 1, range: [0, 1e9], doc: "Cost of a row of class 1 that is said to be of class 0." },
} as const satisfies Schema;

/**
 * What errors cost per row, (FP · falsePositive + FN · falseNegative) / rows: a metric of two classes, lower is better. Of
 * calibrated probabilities the best threshold is falsePositive / (falsePositive + falseNegative) (Elkan 2001). E311 for a
 * negative cost, E341 when both are 0.
 */
export function expectedCost(given: GivenOf<typeof settings>): Metric {
  const { falsePositive, falseNegative } = resolveSettings("expectedCost", settings, given);
  if (falsePositive + falseNegative === 0)
    throw new RegularizeError({
      ...{ code: "E341", where: "expectedCost", message: "errors that cost nothing need no threshold" },
      ...{ expected: "a cost above 0", received: "0 and 0" },
    });
  return defineMetric({
    name: "expectedCost",
    title: "expected cost",
    better: "lower",
    range: [0, Math.max(falsePositive, falseNegative)],
    labelsOnly: true,
    kinds: ["binary"],
    doc: "Mean cost of the errors over all rows.",
    paper: "Elkan 2001, IJCAI, 973–978",
    prepare: (p) => {
      const count = countClasses(p);
      return (weights) => {
        const { actual, said, both } = count(weights);
        const errors = falsePositive * (said[1]! - both[1]!) + falseNegative * (actual[1]! - both[1]!);
        return errors / (actual[0]! + actual[1]!);
      };
    },
  });
}
