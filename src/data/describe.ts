import type { Features } from "./features.ts";
import { count, type Notice, type Table } from "./table.ts";

/** A notice as one line: what was found, and in brackets how to change it. */
export function showNotice(notice: Notice): string {
  return notice.flag === undefined ? notice.text : `${notice.text} (change: ${notice.flag})`;
}

/**
 * The first lines a user sees: `7,043 × 21 in 0.2 s · customerID looks like an id → dropped (keep: --keep customerID)`, then
 * a line per warning. `seconds` is what reading took.
 */
export function describeTable(table: Table, features: Features, seconds: number): string[] {
  const size = `${count(table.rows)} × ${count(table.columns.length)} in ${seconds.toFixed(1)} s`;
  const dropped = features.notices.map(({ text, flag }) => `${text}${flag === undefined ? "" : ` (keep: ${flag})`}`);
  const shown = dropped.slice(0, 3);
  const more =
    dropped.length > 3
      ? [
          `${dropped.length - 3} more dropped: ${features.dropped
            .slice(3)
            .map(({ name }) => name)
            .join(", ")}`,
        ]
      : [];
  return [
    [size, ...shown, ...more].join(" · "),
    ...table.notices.map((notice) => `${notice.level === "warning" ? "⚠ " : ""}${showNotice(notice)}`),
  ];
}
