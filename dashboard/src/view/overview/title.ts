import type { RunSummary } from "../../../../src/serve/types.ts";

/** `AUC ↑`. */
export const titleOf = ({ metric }: RunSummary): string =>
  metric === null ? "score" : `${metric.title} ${metric.better === "higher" ? "↑" : "↓"}`;
