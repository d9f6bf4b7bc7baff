import { count, plural } from "../core/count.ts";
import { type Dialect, linesBefore } from "./csv/header.ts";
import type { ReadColumns } from "./readOptions.ts";
import type { Taken } from "./sql/survey.ts";
import { type Column, info, type Notice, type NumericColumn, warning } from "./table.ts";

const NAMED = 3;

/** A name of blanks is seen in quotes. */
const shown = (name: string): string => (name.trim() === "" ? JSON.stringify(name) : name);

/** The first rows where the column is missing. */
function missingRows(column: Column): number[] {
  const rows: number[] = [];
  const cells = column.kind === "numeric" ? column.values : column.kind === "category" ? column.codes : [];
  for (let row = 0; row < cells.length && rows.length < NAMED; row++) {
    const cell = cells[row]!;
    if (column.kind === "numeric" ? Number.isNaN(cell) : cell < 0) rows.push(row);
  }
  return rows;
}

/** `TotalCharges: 11 cells missing (lines 490, 755, …) → median + flag`. */
function missingText(column: Column, firstLine: number | undefined): string {
  const rows = missingRows(column).map((row) => row + (firstLine ?? 1));
  const more = column.missing > rows.length ? ", …" : "";
  const place =
    rows.length === 0
      ? ""
      : ` (${firstLine === undefined ? "row" : "line"}${rows.length > 1 ? "s" : ""} ${rows.map(count).join(", ")}${more})`;
  const becomes = column.kind === "numeric" ? "median + flag" : "a category of its own";
  return `${shown(column.name)}: ${plural(column.missing, "cell")} missing${place} → ${becomes}`;
}

function missingNotices(columns: readonly Column[], firstLine: number | undefined): Notice[] {
  const some = columns.filter((column) => column.missing > 0 && column.kind !== "text");
  const first = some.slice(0, some.length <= NAMED ? NAMED : NAMED - 1);
  const rest = some.slice(first.length);
  const cells = rest.reduce((n, column) => n + column.missing, 0);
  return [
    ...first.map((column) => warning(missingText(column, firstLine))),
    ...(rest.length === 0
      ? []
      : [warning(`${plural(rest.length, "more column")} with ${count(cells)} cells missing: ${names(rest)}`)]),
  ];
}

const names = (columns: readonly Column[]): string =>
  `${columns
    .slice(0, 6)
    .map(({ name }) => shown(name))
    .join(", ")}${columns.length > 6 ? ", …" : ""}`;

/** Float32 holds days of our time in steps of nearly three minutes, and a network sees hours among years hardly at all. */
function timeOfDay({ min, max, date }: NumericColumn): string {
  const days = Math.max(Math.abs(min), Math.abs(max));
  const minutes = Math.ceil(2 ** (Math.floor(Math.log2(days)) - 23) * 24 * 60);
  const utc = date === "date" ? " (UTC)" : "";
  return `, the time of day${utc} as a fraction, to ${plural(minutes, "minute")}: a network hardly sees it beside the days → add a column of the hour if it matters`;
}

function dateNotices(columns: readonly Column[]): Notice[] {
  return columns.flatMap((column) => {
    if (column.kind !== "numeric" || column.date === undefined) return [];
    const format = column.date === "date" ? "" : ` (${column.date.slice("date:".length)})`;
    const time = column.integer || column.missing === column.values.length ? "" : timeOfDay(column);
    return [info(`${shown(column.name)} is read as dates${format} → days since 1970${time}`)];
  });
}

/** What a reader of the table should know: missing cells that will be filled, and dates. `plainLines`: every row is one physical line. */
export function readNotices(
  { columns, plainLines }: Pick<ReadColumns, "columns" | "plainLines">,
  dialect: Dialect | undefined,
  unfilled: readonly string[] = [],
): Notice[] {
  const firstLine = plainLines ? 2 + (dialect === undefined ? 0 : linesBefore(dialect)) : undefined;
  const filled = columns.filter(({ name }) => !unfilled.includes(name));
  return [...missingNotices(filled, firstLine), ...dateNotices(columns)];
}

/** Which words were taken as missing cells, and where. */
export function takenNotices(taken: readonly Taken[]): Notice[] {
  if (taken.length === 0) return [];
  const words = taken
    .slice(0, 4)
    .map(({ column, word, cells }) => `${JSON.stringify(word)} in ${shown(column)} (${count(cells)})`);
  return [info(`read as missing: ${words.join(", ")}${taken.length > 4 ? ", …" : ""}`)];
}

/** `delimiter ; found`: told when it is not a comma and was not given; and what Excel's first line said. */
export function delimiterNotices(dialect: Dialect | undefined, given: string | undefined): Notice[] {
  const separator = dialect?.separator;
  if (separator !== undefined) {
    const line = `line 1 (sep=${separator === "\t" ? "tab" : separator})`;
    const use = given === undefined ? "names the delimiter, as in Excel" : "is Excel's";
    return [info(`${line} ${use}: the header is line 2`, "--delimiter")];
  }
  if (dialect === undefined || dialect.delimiter === "," || given !== undefined) return [];
  return [info(`delimiter ${dialect.delimiter === "\t" ? "tab" : dialect.delimiter} found`, "--delimiter")];
}

export const nestedNotices = (names: readonly string[]): Notice[] =>
  names.map((name) => warning(`${shown(name)} holds lists, objects or bytes → left out`));
