import * as metrics from "../../train/metrics/index.ts";

/** Names of metrics that can be asked for. */
export const METRICS: readonly string[] = [...new Set(Object.values(metrics).flatMap((member) => nameOf(member)))];

function nameOf(member: unknown): string[] {
  const isMetric = typeof member === "object" && member !== null && "better" in member && "name" in member;
  return isMetric && typeof member.name === "string" ? [member.name] : [];
}
