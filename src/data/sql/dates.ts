import { daysSql, missingSql } from "./cells.ts";
import type { Duck } from "./duck.ts";
import type { Relation } from "./relation.ts";

type Format = "date" | `date:${string}`;

const DAYS = ["%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"];
const TIMES = ["", " %H:%M", " %H:%M:%S"];
/** ISO 8601 first; then month first and day first, told apart by days above 12. */
const FORMATS: readonly Format[] = [
  "date",
  ...DAYS.flatMap((day) => TIMES.map((time) => `date:${day}${time}` as const)),
];

export const LOOKS_LIKE_DATE = /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?$/u;
const SAMPLE = 50;

/** The first format in which every cell that is not missing is a date. */
export async function dateFormatOf(
  duck: Duck,
  relation: Relation,
  i: number,
  words: Iterable<string> | undefined,
  tokens: readonly string[],
): Promise<Format | undefined> {
  const present = `c${i} IS NOT NULL AND NOT ${missingSql(`c${i}`, tokens)}`;
  const sample = words === undefined ? await someCells(duck, relation, i, present) : [...words].slice(0, SAMPLE);
  const dates = sample.filter((cell) => LOOKS_LIKE_DATE.test(cell)).length;
  if (dates < 0.8 * sample.length) return undefined;
  const counts = FORMATS.map((format) => `count(${daysSql(i, format)})::DOUBLE`);
  const [row] = await duck.query(
    `SELECT count(*)::DOUBLE, ${counts.join(", ")} FROM ${relation.from} WHERE ${present}`,
  );
  const [cells, ...parsed] = row!.map(Number);
  return FORMATS.find((_, f) => parsed[f] === cells);
}

async function someCells(duck: Duck, relation: Relation, i: number, present: string): Promise<string[]> {
  const rows = await duck.query(`SELECT c${i} FROM ${relation.from} WHERE ${present} LIMIT ${SAMPLE}`);
  return rows.map(([cell]) => String(cell));
}
