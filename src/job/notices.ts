import type { Metric } from "../train/metrics/index.ts";
import type { NoticeEvent } from "./types.ts";

export const notice = (topic: NoticeEvent["topic"], message: string): NoticeEvent => ({
  v: 1,
  type: "notice",
  topic,
  message,
});

/** The metric belongs to the line that tells the task. */
export function withMetric(notices: readonly NoticeEvent[], metric: Metric): NoticeEvent[] {
  const text = `metric ${metric.title} ${metric.better === "higher" ? "↑" : "↓"} (change: --metric)`;
  const at = notices.findIndex(({ topic }) => topic === "task");
  return notices.map((notice, i) => (i === at ? { ...notice, message: `${notice.message} · ${text}` } : notice));
}

/** Checks; what fails is told after what was read, which is often its cause. */
export async function telling<T>(
  notices: readonly NoticeEvent[],
  onEvent: (event: NoticeEvent) => void,
  check: () => T | Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    for (const notice of notices) onEvent(notice);
    throw error;
  }
}
