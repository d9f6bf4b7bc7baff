import { count, plural } from "../../core/count.ts";
import type { DataColumn, Notice, Table, Task } from "../../data/index.ts";
import { warning } from "../../data/table.ts";

/** How the readers tell of blank cells of one column. */
const FILLED = /\d cells? missing .*→ /u;

/** What is told of a table whose target is known: its blank cells are not filled in, and the task tells of them. */
export const withoutTarget = (table: Table, target: string): Table => ({
  ...table,
  notices: table.notices.filter(({ text }) => !(text.startsWith(`${target}: `) && FILLED.test(text))),
});

/** Share of the squared distances from the middle that very few rows have, to be told of. */
const SHARE = 0.9;
/** What is very few: this share of the rows, or one. */
const FEW = 0.01;
const NAMED = 3;

/** Targets so far out that a squared error is about them alone. Fewer than 20 values have no such rows. */
export function extremeNotices({ name, ...column }: DataColumn, task: Task): Notice[] {
  if (task.kind !== "regression" || column.kind !== "numeric") return [];
  const rows = Array.from(column.values.keys()).filter((row) => !Number.isNaN(column.values[row]!));
  if (rows.length < 20) return [];
  const sorted = rows.map((row) => column.values[row]!).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]!;
  const far = (row: number): number => (column.values[row]! - middle) ** 2;
  const total = rows.reduce((sum, row) => sum + far(row), 0);
  const most = rows.toSorted((a, b) => far(b) - far(a)).slice(0, Math.max(1, Math.floor(FEW * rows.length)));
  let reached = 0;
  const few = most.filter((row) => {
    const isNeeded = reached < SHARE * total;
    reached += far(row);
    return isNeeded;
  });
  const share = few.reduce((sum, row) => sum + far(row), 0) / total;
  if (!(share >= SHARE)) return [];
  const places = few.slice(0, NAMED).map((row) => count(row + 1));
  const where = `${few.length === 1 ? "row" : "rows"} ${places.join(", ")}${few.length > NAMED ? ", …" : ""}`;
  return [
    warning(
      `${name}: ${plural(few.length, "value")} of ${count(rows.length)} (${where}) ${few.length === 1 ? "makes" : "make"} up ${Math.floor(100 * share)} % of its variance → little else is learned; mend or remove ${few.length === 1 ? "it" : "them"}`,
    ),
  ];
}
