import { count } from "../core/count.ts";
import type { Features } from "./features.ts";
import { info, type Notice, type Table } from "./table.ts";

/** A notice as one line: what was found, and in brackets how to change it. */
export function showNotice(notice: Notice): string {
  return notice.flag === undefined ? notice.text : `${notice.text} (change: ${notice.flag})`;
}

const NAMED = 3;

/**
 * What a user sees first: `7,043 × 21 in 0.2 s · customerID looks like an id → dropped (keep: --keep customerID)`, then what
 * reading found. `seconds` is what reading took.
 */
export function describeTable(table: Table, features: Features, seconds: number): Notice[] {
  const size = `${count(table.rows)} × ${count(table.columns.length)} in ${seconds.toFixed(seconds < 0.095 ? 2 : 1)} s`;
  const dropped = features.notices.map(({ text, flag }) => (flag === undefined ? text : `${text} (keep: ${flag})`));
  const more = features.notices.length - NAMED;
  const parts = [size, ...dropped.slice(0, NAMED), ...(more > 0 ? [`${count(more)} more dropped`] : [])];
  return [info(parts.join(" · ")), ...table.notices];
}
