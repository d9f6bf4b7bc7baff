import { didYouMean, RegularizeError } from "../../core/index.ts";
import { type Kind, type Metric, unsuitable } from "./define.ts";
import * as members from "./index.ts";

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/gu, "");

/** Every metric that measures this kind of task, by name. */
export const metricsFor = (kind: Kind): readonly Metric[] =>
  Object.values(members).filter((metric) => metric.kinds.includes(kind));

/** What is shown first when the user names no metric: none of them can be won by naming the majority class. */
export const defaultMetrics: { readonly [kind in Kind]: Metric } = {
  binary: members.auc,
  multiclass: members.balancedAccuracy,
  regression: members.rmse,
};

/**
 * The metric of this name or title (case, spaces, `_` and `-` do not matter), or the default of the task.
 * Throws E120 for an unknown name, with the nearest known one, and E121 for a metric that does not measure this kind of task.
 */
export function metricFor(kind: Kind, name?: string): Metric {
  if (name === undefined) return defaultMetrics[kind];
  const suitable = metricsFor(kind).map((metric) => metric.name);
  const found = Object.values(members).find((m) => [m.name, m.title].some((known) => plain(known) === plain(name)));
  if (found === undefined)
    throw new RegularizeError({
      code: "E120",
      where: "metric",
      message: `there is no metric ${JSON.stringify(name)}`,
      expected: `one of ${suitable.join(", ")}`,
      received: JSON.stringify(name),
      todo: didYouMean(name, suitable),
    });
  if (!found.kinds.includes(kind)) throw unsuitable(found, kind, `choose ${suitable.join(", ")}`);
  return found;
}
