import { type Column, type Notice, type ReadOptions, type Table, info } from "../../data/index.ts";
import { peekTable } from "../../data/image/peek.ts";
import { warning } from "../../data/table.ts";
import { quoted } from "../command.ts";

/** Part of the first cells that must look alike, and cells that tell something. */
const NEARLY_ALL = 0.9;
const FEWEST = 5;
/** Columns that are named. */
const NAMED = 4;

const DIGITS = String.raw`\d[\d,.' \u00a0\u202f]*`;
const UNIT = "[$€£¥₹%‰]";
/** `$1,000.00`, `45 %`, `-3 €`, `1,234,567`. */
const DRESSED = new RegExp(
  String.raw`^[-+(]?(?:${UNIT}\s?[-+]?${DIGITS}|${DIGITS}\s?${UNIT}|\d{1,3}(?:,\d{3})+(?:\.\d+)?)\)?$`,
  "u",
);
/** `2024-01-03`, `03/01/2024`, `3.1.24`, a time behind it or not: the shape is what is between the digits. */
const DATE = /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?:[T ]\d{1,2}:\d{2}.*)?$/u;
/** `Jan 3, 2024`, `3 January 2024`, `3-Jan-24`. */
const MONTH = /^(?:[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}[ -][A-Za-z]{3,9}\.?[ -]\d{2,4})$/u;
const isDate = (cell: string): boolean => DATE.test(cell) || MONTH.test(cell);
const shapeOf = (cell: string): string =>
  cell
    .replace(/[T ]\d{1,2}:.*$/u, "")
    .replace(/[A-Za-z]{2,}/gu, "M")
    .replaceAll(/\d/gu, "0")
    .replaceAll(/0+/gu, (run) => (run.length === 4 ? "Y" : "0"));

/** What columns of words would be, were their cells written plainly: numbers with a unit, dates. */
function lookOf(name: string, cells: readonly (string | null)[]): string | undefined {
  const known = cells.flatMap((cell) => cell?.trim() || []);
  if (known.length < FEWEST) return undefined;
  const share = (is: (cell: string) => boolean): number => known.filter(is).length / known.length;
  if (share((cell) => DRESSED.test(cell)) >= NEARLY_ALL)
    return `${name} holds numbers that are written as words, such as ${JSON.stringify(known[0])} → read as words; write ${JSON.stringify(plain(known[0]!))} to learn from them as numbers`;
  // The first of each form stands.
  const shapes = new Map(
    known
      .filter(isDate)
      .toReversed()
      .map((cell) => [shapeOf(cell), cell]),
  );
  if (shapes.size > 0 && share(isDate) >= NEARLY_ALL)
    return `${name} holds dates${shapes.size > 1 ? ` of ${shapes.size} forms` : ""}, such as ${[...shapes.values()].slice(-3).toReversed().join(" and ")} → read as words; write all as 2024-12-31 to learn from them as dates`;
  return undefined;
}

const plain = (cell: string): string => cell.replaceAll(/[^\d.,-]/gu, "").replace(/,(?=\d{3}(?:\D|$))/gu, "");

/** Columns that were read as words though their first cells look like numbers or dates. */
export async function looksNotices(
  { path, columns }: Table,
  used: readonly string[],
  read: ReadOptions,
): Promise<Notice[]> {
  const words = columns.filter(({ kind, name }) => kind !== "numeric" && !used.includes(name));
  if (words.length === 0) return [];
  const peek = await peekTable(path, read).catch(() => undefined);
  if (peek === undefined) return [];
  const found = words.flatMap(({ name }) => lookOf(name, peek.cells[peek.names.indexOf(name)] ?? []) ?? []);
  const more = found.length - NAMED;
  return [
    ...found.slice(0, NAMED).map((text) => warning(text)),
    ...(more > 0 ? [warning(`${more} more columns like these`)] : []),
  ];
}

/** Rows that lie in the order of a date: a random split learns from later rows than it is scored on. */
export function orderNotices(columns: readonly Column[], isOrdered: boolean): Notice[] {
  const dated = columns.find(
    (column) => column.kind === "numeric" && column.date !== undefined && rises(column.values),
  );
  if (isOrdered || dated === undefined) return [];
  return [info(`the rows are in the order of ${dated.name}, and split at random`, `--time ${quoted(dated.name)}`)];
}

/** Never falls, and is no constant; rows without a value say nothing. */
function rises(values: Float32Array): boolean {
  let last = Number.NaN;
  let first = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (value < last) return false;
    if (Number.isNaN(first)) first = value;
    last = value;
  }
  return last > first;
}
