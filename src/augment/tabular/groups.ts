import type { ListSetting } from "../../core/index.ts";
import { checkWidth } from "./checks.ts";

/** Columns that go together, such as the one-hot columns of one category: one group number per column. */
export const GROUPS = {
  default: [],
  each: [0, 1e6],
  doc: "A group number per column: columns of one group, such as those of one category, go together. Empty: each alone.",
} as const satisfies ListSetting;

/** The group of every column, renumbered 0 … count − 1. Throws E312 when the list has another length than the columns. */
export function groupsOf(owner: string, groups: readonly number[], width: number): { of: Int32Array; count: number } {
  if (groups.length === 0) return { of: Int32Array.from({ length: width }, (_, i) => i), count: width };
  checkWidth(owner, "groups", groups, width);
  const names = [...new Set(groups)];
  return { of: Int32Array.from(groups, (group) => names.indexOf(group)), count: names.length };
}
