import { RegularizeError } from "../../core/index.ts";
import { compose, type RuledStopping } from "./define.ts";

/**
 * Stops when any of them would, and gives the reason of the first; all see the same best epoch. The last of equally good
 * epochs is the best when any of them says so.
 * @throws E311 when they disagree about which scores are better.
 *
 * @example
 * const stopping = anyOf(earlyStopping(20), timeBudget(600), divergence());
 */
export function anyOf(...stoppings: readonly RuledStopping[]): RuledStopping {
  const directions = new Set(stoppings.flatMap(({ tracking: { better } }) => (better === undefined ? [] : [better])));
  if (directions.size > 1)
    throw new RegularizeError({
      code: "E311",
      where: "anyOf.better",
      message: "anyOf: one score cannot be better in both directions",
      expected: "one direction",
      received: [...directions].join(" and "),
      todo: "leave `better` out: the training loop tells it",
    });
  const [better] = directions;
  const ties = stoppings.some(({ tracking }) => tracking.ties === "last") ? "last" : "first";
  return compose(
    stoppings.flatMap(({ rules }) => rules),
    { better, ties },
  );
}
