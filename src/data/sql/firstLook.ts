import { cellSql, numberSql } from "./cells.ts";
import { countWords, MANY_WORDS, perColumn, type Words } from "./count.ts";
import { type Duck, quoteText } from "./duck.ts";
import type { Relation } from "./relation.ts";

/** Rows that a guess looks at, and different words among them up to which the others are expected to be few. */
const FIRST = { rows: 1000, words: 400 };

/** What columns look like in the first rows: numbers and nothing else, or a few words and no number. */
export async function firstLook(
  duck: Duck,
  relation: Relation,
  columns: readonly number[],
): Promise<{ readonly numbers: readonly number[]; readonly words: readonly number[] }> {
  const first = `(SELECT * FROM ${relation.from} LIMIT ${FIRST.rows})`;
  const expressions = (i: number): string[] => [
    `count(${cellSql(relation, i)})::DOUBLE`,
    `count(${numberSql(i)})::DOUBLE`,
    `count(DISTINCT ${cellSql(relation, i)})::DOUBLE`,
  ];
  const plain = columns.filter((i) => relation.storage[i] === "text");
  const looks = await perColumn(duck, first, plain, expressions, (_, [cells, numbers, distinct]) => {
    if (cells === 0) return undefined;
    if (cells === numbers) return "numbers";
    return numbers === 0 && Number(distinct) <= FIRST.words ? "words" : undefined;
  });
  const those = (look: string): number[] => plain.filter((i) => looks.get(i) === look);
  return { numbers: those("numbers"), words: those("words") };
}

/** The words of columns that look like a few words, where they are: none is a number, and there are not many. */
export async function fewWords(
  duck: Duck,
  relation: Relation,
  columns: readonly number[],
): Promise<Map<number, Words>> {
  const found = await countWords(duck, relation, columns, () => false);
  for (const [i, words] of found) {
    if (words.size <= MANY_WORDS && (await areWords(duck, [...words.keys()]))) continue;
    found.delete(i);
  }
  return found;
}

async function areWords(duck: Duck, cells: readonly string[]): Promise<boolean> {
  const list = cells.map(quoteText).join(", ");
  const [row] = await duck.query(`SELECT count(try_cast(c AS DOUBLE))::DOUBLE FROM (SELECT unnest([${list}]) AS c)`);
  return row![0] === 0;
}

export const sumOf = (words: Words): number => [...words.values()].reduce((sum, times) => sum + times, 0);
