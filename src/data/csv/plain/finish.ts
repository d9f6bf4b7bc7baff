import { longCopy, stretches } from "../../../core/long.ts";
import type { IsMissing } from "../../missing.ts";
import { categoryColumn, numericColumn } from "../../numbers.ts";
import type { Taken } from "../../sql/survey.ts";
import type { DataColumn } from "../../table.ts";
import { type Asked, FORCED_WORDS, NUMBERS, OPEN, type PlainColumns } from "./columns.ts";
import { unusual } from "./unusual.ts";
import type { Words } from "./words.ts";

/** DuckDB estimates how many different words there are (too many by two thirds at most in 3,000 trials): it is asked wherever its estimate could decide otherwise. */
const FEW_WORDS = 400;
const ROWS_PER_WORD = 8;

export interface Finished {
  readonly columns: DataColumn[];
  readonly taken: Taken[];
}

/** Room that is left over beyond this share is given back. A copy would be a second table in memory for a moment. */
const SLACK = 0.05;

const cut = <A extends Float32Array | Int32Array>(values: A, rows: number): A =>
  values.length <= rows * (1 + SLACK) ? (values.subarray(0, rows) as A) : longCopy(values.subarray(0, rows) as A);

function countCodes(codes: Int32Array, rows: number, words: Words): Int32Array {
  const counts = new Int32Array(words.size);
  for (const [from, to] of stretches(rows)) countIn(codes.subarray(from, to), counts);
  return counts;
}

function countIn(codes: Int32Array, counts: Int32Array): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0) counts[code]!++;
  }
}

/** In the order of their bytes, as DuckDB gives them. */
function takenOf(column: string, words: Words, counts: ReadonlyMap<number, number>, isMissing: IsMissing): Taken[] {
  const found = [...counts].map(([code, cells]) => ({ word: words.text(code), cells }));
  return found
    .filter(({ word, cells }) => cells > 0 && isMissing(word) && word.trim() !== "")
    .sort((a, b) => Buffer.compare(Buffer.from(a.word), Buffer.from(b.word)))
    .map(({ word, cells }) => ({ column, word: word.trim(), cells }));
}

/** Numbers the words by their place among the sorted ones; those that mean missing are −1. */
function renumber(codes: Int32Array, words: Words, isMissing: IsMissing): string[] {
  const texts = Array.from({ length: words.size }, (_, code) => words.text(code));
  const levels = texts.filter((text) => !isMissing(text)).sort();
  const places = new Map(levels.map((level, place) => [level, place]));
  const placeOf = Int32Array.from(texts, (text) => places.get(text) ?? -1);
  for (const [from, to] of stretches(codes.length)) renumberIn(codes.subarray(from, to), placeOf);
  return levels;
}

function renumberIn(codes: Int32Array, placeOf: Int32Array): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0) codes[row] = placeOf[code]!;
  }
}

function checkFew(words: Words, counts: Int32Array, { isWhole }: Asked): void {
  let cells = 0;
  for (const count of counts) cells += count;
  if (!isWhole && words.size > FEW_WORDS && words.size > cells / ROWS_PER_WORD) unusual();
}

function finishWords(held: PlainColumns, field: number, rows: number, asked: Asked, isMissing: IsMissing): Finished {
  const words = held.words[field]!;
  const counts = countCodes(held.codes[field]!, rows, words);
  if (held.kinds[field] !== FORCED_WORDS) checkFew(words, counts, asked);
  const taken = takenOf(asked.name, words, new Map(counts.entries()), isMissing);
  const codes = cut(held.codes[field]!, rows);
  held.codes[field] = new Int32Array(0);
  const levels = renumber(codes, words, isMissing);
  return { columns: [categoryColumn(asked.name, levels, codes)], taken };
}

function finishNumbers(held: PlainColumns, field: number, rows: number, asked: Asked, isMissing: IsMissing): Finished {
  const values = cut(held.floats[field]!, rows);
  held.floats[field] = new Float32Array(0);
  const taken = asked.isForced ? [] : takenOf(asked.name, held.words[field]!, held.tokens[field]!, isMissing);
  return { columns: [numericColumn(asked.name, values)], taken };
}

/** The columns that were read, and the words that were taken as missing cells. */
export function finish(held: PlainColumns, rows: number, asked: readonly Asked[], isMissing: IsMissing): Finished {
  const all = asked.map((column, field) => {
    if (held.kinds[field] === OPEN) held.becomeNumbers(field, rows);
    const isNumbers = held.kinds[field] === NUMBERS;
    return (isNumbers ? finishNumbers : finishWords)(held, field, rows, column, isMissing);
  });
  return { columns: all.flatMap(({ columns }) => columns), taken: all.flatMap(({ taken }) => taken) };
}
