import type { Metric } from "../train/metrics/index.ts";
import type { NoticeEvent } from "./types.ts";

/** The metric belongs to the line that tells the task. */
export function withMetric(notices: readonly NoticeEvent[], metric: Metric): NoticeEvent[] {
  const text = `metric ${metric.title} ${metric.better === "higher" ? "↑" : "↓"} (change: --metric)`;
  const at = notices.findIndex(({ topic }) => topic === "task");
  return notices.map((notice, i) => (i === at ? { ...notice, message: `${notice.message} · ${text}` } : notice));
}
