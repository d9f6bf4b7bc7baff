import type { ColumnType } from "../table.ts";
import { cellSql, numberSql } from "./cells.ts";
import { countWords, MANY_WORDS, perColumn, type Words } from "./count.ts";
import { dateFormatOf } from "./dates.ts";
import type { Duck } from "./duck.ts";
import { fewWords, firstLook, sumOf } from "./firstLook.ts";
import type { Relation } from "./relation.ts";

/** How a column will be read. */
export type Plan =
  /** `guessed` by the first rows: whoever reads the column must see to it that no cell is a word. */
  | { readonly kind: "numeric"; readonly words: number; readonly guessed?: true }
  | { readonly kind: "date"; readonly format: "date" | `date:${string}` }
  | { readonly kind: "category"; readonly counts: ReadonlyMap<string, number> }
  | { readonly kind: "text"; readonly distinct: number; readonly cells: number; readonly held?: true }
  | { readonly kind: "skip" };

/** A word that was taken as a missing cell. */
export interface Taken {
  readonly column: string;
  readonly word: string;
  readonly cells: number;
}

export interface Survey {
  readonly plans: readonly Plan[];
  readonly taken: readonly Taken[];
}

/** More different words than this are text whatever the rows. */
const TOO_MANY_WORDS = 50_000;
/** A column is numeric, and its other cells are mistakes, when they are at most this share of it (or one cell). */
const FEW = 0.05;

export interface SurveyOptions {
  readonly types: ReadonlyMap<string, ColumnType>;
  /** Columns that are held whatever the number of different words: target, groups, time. */
  readonly whole: ReadonlySet<string>;
  readonly tokens: readonly string[];
  /** Takes columns whose first rows are all numbers for numbers, and those with a few words for words, without counting their cells before. */
  readonly guess: boolean;
}

interface Counts {
  readonly cells: number;
  readonly numbers: number;
  /** Different cells that are not numbers, estimated. */
  readonly words: number;
}

function countCells(duck: Duck, relation: Relation, columns: readonly number[]): Promise<Map<number, Counts>> {
  const expressions = (i: number): string[] => {
    const cell = cellSql(relation, i);
    const number = relation.storage[i] === "word" ? "CAST(NULL AS DOUBLE)" : numberSql(i);
    return [
      `count(${cell})::DOUBLE`,
      `count(${number})::DOUBLE`,
      `approx_count_distinct(CASE WHEN ${number} IS NULL THEN ${cell} END)::DOUBLE`,
    ];
  };
  return perColumn(duck, relation.from, columns, expressions, (_, [cells, numbers, words]) => ({
    cells: Number(cells),
    numbers: Number(numbers),
    words: Number(words),
  }));
}

/** Cells that are neither numbers nor missing are mistakes when they are few: at most one, or 5 %. */
export function areMistakes(words: number, numbers: number): boolean {
  return words > 0 && numbers >= 2 && words <= Math.max(1, FEW * (words + numbers));
}

const tooMany = (words: number, cells: number): boolean =>
  words > TOO_MANY_WORDS || (words > MANY_WORDS && words > cells / 2);

/** How often words that are not missing occur. */
function realWords(words: Words | undefined, counts: Counts, isMissing: (cell: string) => boolean): number {
  if (words === undefined) return counts.cells - counts.numbers;
  return [...words].reduce((n, [word, times]) => n + (isMissing(word) ? 0 : times), 0);
}

/**
 * Decides how every column is read, from counts over the whole file (never from a sample): numeric when every cell
 * that is not missing is a number, or all but a few mistakes; a date when every cell is one; words otherwise.
 */
export async function survey(
  duck: Duck,
  relation: Relation,
  isMissing: (cell: string) => boolean,
  options: SurveyOptions,
): Promise<Survey> {
  const plans = relation.names.map((name, i) => givenPlan(relation, i, options.types.get(name)));
  const unknown = plans.flatMap((plan, i) => (plan === undefined ? [i] : []));
  const look = options.guess ? await firstLook(duck, relation, unknown) : { numbers: [], words: [] };
  for (const i of look.numbers) plans[i] = { kind: "numeric", words: 0, guessed: true };
  const known = await fewWords(duck, relation, look.words);
  const open = unknown.filter((i) => plans[i] === undefined);
  const rest = open.filter((i) => !known.has(i));
  const counts = await countCells(duck, relation, rest);
  for (const [i, words] of known) counts.set(i, { cells: sumOf(words), numbers: 0, words: words.size });
  const whole = (i: number): boolean => options.whole.has(relation.names[i]!);
  const countable = rest.filter((i) => {
    const { words, cells } = counts.get(i)!;
    return words > 0 && (whole(i) || !tooMany(words, cells));
  });
  const words = await countWords(duck, relation, countable, (i) => counts.get(i)!.numbers > 0);
  for (const [i, few] of known) words.set(i, few);
  const mixed: number[] = [];
  for (const i of open) {
    const count = counts.get(i)!;
    const real = realWords(words.get(i), count, isMissing);
    if (real === 0 || areMistakes(real, count.numbers)) plans[i] = { kind: "numeric", words: real };
    else if (count.numbers > 0 && words.has(i)) mixed.push(i);
    else plans[i] = await wordPlan(duck, relation, i, words.get(i), count, options);
  }
  const forced = plans.flatMap((plan, i) => (plan?.kind === "category" && plan.counts.size === 0 ? [i] : []));
  await countMixed(duck, relation, plans, mixed, counts, whole);
  await countAll(duck, relation, plans, forced);
  return { plans: plans.map((plan) => plan ?? { kind: "skip" }), taken: takenWords(relation, plans, words, isMissing) };
}

function takenWords(
  relation: Relation,
  plans: readonly (Plan | undefined)[],
  words: ReadonlyMap<number, Words>,
  isMissing: (cell: string) => boolean,
): Taken[] {
  return relation.names.flatMap((column, i) => {
    const plan = plans[i];
    const seen = plan?.kind === "category" ? plan.counts : (words.get(i) ?? new Map<string, number>());
    const taken = [...seen].filter(([word]) => isMissing(word) && word.trim() !== "");
    return taken.map(([word, cells]) => ({ column, word: word.trim(), cells }));
  });
}

async function countAll(
  duck: Duck,
  relation: Relation,
  plans: (Plan | undefined)[],
  columns: readonly number[],
): Promise<void> {
  for (const [i, counts] of await countWords(duck, relation, columns, () => false))
    plans[i] = { kind: "category", counts };
}

/** Words and numbers in one column: categories when they are not too many. */
async function countMixed(
  duck: Duck,
  relation: Relation,
  plans: (Plan | undefined)[],
  columns: readonly number[],
  counts: ReadonlyMap<number, Counts>,
  whole: (i: number) => boolean,
): Promise<void> {
  const expression = (i: number): string[] => [`approx_count_distinct(${cellSql(relation, i)})::DOUBLE`];
  const distinct = await perColumn(duck, relation.from, columns, expression, (_, [n]) => Number(n));
  const many = (i: number): boolean => !whole(i) && tooMany(distinct.get(i)!, counts.get(i)!.cells);
  for (const i of columns.filter(many))
    plans[i] = { kind: "text", distinct: distinct.get(i)!, cells: counts.get(i)!.cells };
  await countAll(
    duck,
    relation,
    plans,
    columns.filter((i) => !many(i)),
  );
}

async function wordPlan(
  duck: Duck,
  relation: Relation,
  i: number,
  words: Words | undefined,
  { cells, numbers, words: distinct }: Counts,
  { tokens }: SurveyOptions,
): Promise<Plan> {
  const format = numbers === 0 ? await dateFormatOf(duck, relation, i, words?.keys(), tokens) : undefined;
  if (format !== undefined) return { kind: "date", format };
  return words === undefined ? { kind: "text", distinct, cells } : { kind: "category", counts: words };
}

/** The plan that the user's `types` or the file's own types settle. */
function givenPlan(relation: Relation, i: number, type: ColumnType | undefined): Plan | undefined {
  const storage = relation.storage[i]!;
  if (storage === "nested") return { kind: "skip" };
  if (type === "category") return { kind: "category", counts: new Map() };
  if (type === "text") return { kind: "text", distinct: 0, cells: 0, held: true };
  if (type === "numeric") return { kind: "numeric", words: storage === "number" ? 0 : -1 };
  if (type !== undefined) return { kind: "date", format: type };
  if (storage === "number") return { kind: "numeric", words: 0 };
  return storage === "time" ? { kind: "date", format: "date" } : undefined;
}
