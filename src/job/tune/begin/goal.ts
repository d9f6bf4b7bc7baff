import { RegularizeError } from "../../../core/index.ts";
import { parseRequirements } from "../../../decide/index.ts";
import { metricFor } from "../../../train/metrics/choose.ts";
import type { Kind, Metric } from "../../../train/metrics/index.ts";
import type { TuneOptions } from "../types.ts";

/** The score at which a search may end. */
export interface Goal {
  readonly metric: Metric;
  readonly bound: number;
}

const refused = (message: string, expected: string): RegularizeError =>
  new RegularizeError({ code: "E147", where: "--goal", message, expected, todo: `--goal "${expected}"` });

/**
 * Reads `auc>=.9`: a metric, which is then the study's, and the score of the search that is enough. Throws E163 for what cannot be read, E120 for an unknown
 * metric, E147 for a bound on the wrong side, for several, and for another metric than the study's.
 */
export function goalOf({ goal, metric: name }: Pick<TuneOptions, "goal" | "metric">, kind: Kind): Goal | undefined {
  if (goal === undefined) return undefined;
  const [wanted, ...more] = parseRequirements(goal, "--goal");
  const metric = metricFor(kind, wanted!.name);
  const right = `${metric.name}${metric.better === "higher" ? ">=" : "<="}${wanted!.bound}`;
  if (more.length > 0) throw refused("A search has one goal", right);
  if (name !== undefined && metricFor(kind, name) !== metric)
    throw refused(`The goal is of ${metric.title}, and the study of ${metricFor(kind, name).title}`, right);
  const isRight = wanted!.operator.startsWith(metric.better === "higher" ? ">" : "<");
  if (!isRight) throw refused(`${metric.title} is better when it is ${metric.better}`, right);
  return { metric, bound: wanted!.bound };
}

/** Whether a score is as good as was asked for. */
export const reaches = ({ metric, bound }: Goal, score: number): boolean =>
  metric.better === "higher" ? score >= bound : score <= bound;
