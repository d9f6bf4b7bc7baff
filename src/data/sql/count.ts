import { BLOCK, cellSql, numberSql } from "./cells.ts";
import type { Duck } from "./duck.ts";
import type { Relation } from "./relation.ts";

/** A column of more different words than this is text when they are also more than half of the rows. */
export const MANY_WORDS = 1_000;

export type Words = ReadonlyMap<string, number>;

/** Runs one statement per block of columns and gives each column its slice of the row. */
export async function perColumn<T>(
  duck: Duck,
  from: string,
  columns: readonly number[],
  expressions: (i: number) => readonly string[],
  use: (i: number, values: readonly unknown[]) => T,
): Promise<Map<number, T>> {
  const results = new Map<number, T>();
  for (let start = 0; start < columns.length; start += BLOCK) {
    const block = columns.slice(start, start + BLOCK);
    const row = (await duck.query(`SELECT ${block.flatMap(expressions).join(", ")} FROM ${from}`))[0]!;
    const width = row.length / block.length;
    for (const [k, i] of block.entries()) results.set(i, use(i, row.slice(k * width, (k + 1) * width)));
  }
  return results;
}

/**
 * Every different cell with how often it occurs; without the numbers where `hasNumbers` (a filter is slow: casts that
 * fail are). The `=` before each word keeps DuckDB's decoder from taking a byte order mark off its beginning.
 */
export function countWords(
  duck: Duck,
  relation: Relation,
  columns: readonly number[],
  hasNumbers: (i: number) => boolean,
): Promise<Map<number, Words>> {
  const expression = (i: number): string[] => {
    const filter = hasNumbers(i) ? ` FILTER (WHERE ${numberSql(i)} IS NULL)` : "";
    const histogram = `histogram(${cellSql(relation, i)})${filter}`;
    return [`list_transform(map_keys(${histogram}), lambda word: '=' || word)`, `map_values(${histogram})`];
  };
  return perColumn(duck, relation.from, columns, expression, (_, [keys, values]) => {
    const times = (values ?? []) as readonly (number | string)[];
    return new Map(((keys ?? []) as readonly string[]).map((key, k) => [key.slice(1), Number(times[k])]));
  });
}
