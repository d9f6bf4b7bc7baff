import { invariant, RegularizeError } from "../../core/index.ts";
import { categoryColumn, numericColumn } from "../numbers.ts";
import type { Column, TextColumn } from "../table.ts";
import { BLOCK, cellSql, daysSql, floatSql, numberSql } from "./cells.ts";
import { type Duck, quoteText } from "./duck.ts";
import type { Relation } from "./relation.ts";
import type { Plan } from "./survey.ts";
import { textColumn } from "./texts.ts";

/** Float32 holds every integer up to here. */
const EXACT = 2 ** 24;

type Target = {
  readonly i: number;
  readonly sql: string;
  readonly data: Float32Array | Int32Array;
  /** True where a cell is a word, which none is expected to be. */
  readonly word?: string;
};

/** `coalesce` keeps NULL out: chunks are copied without looking at validity. */
const orNaN = (sql: string): string => `coalesce(CAST(${sql} AS FLOAT), 'nan'::FLOAT)`;

async function codeSql(duck: Duck, relation: Relation, i: number, levels: readonly string[]): Promise<string> {
  if (levels.length === 0) return "CAST(-1 AS INTEGER)";
  if (levels.some((level) => level.includes("\0")))
    throw new RegularizeError({
      code: "E212",
      where: `column ${relation.names[i]}`,
      message: `column ${relation.names[i]} has a cell that contains NUL (U+0000)`,
      todo: "remove it",
    });
  await duck.run(`DROP TYPE IF EXISTS e${i}`);
  await duck.run(`CREATE TYPE e${i} AS ENUM (${levels.map(quoteText).join(", ")})`);
  return `coalesce(CAST(enum_code(try_cast(${cellSql(relation, i)} AS e${i})) AS INTEGER), -1)`;
}

async function targetOf(
  duck: Duck,
  relation: Relation,
  i: number,
  plan: Plan,
  levels: readonly string[],
  rows: number,
): Promise<Target[]> {
  switch (plan.kind) {
    case "numeric":
      return [
        {
          ...{ i, sql: orNaN(floatSql(relation, i)), data: new Float32Array(rows) },
          ...(plan.guessed
            ? { word: `(${cellSql(relation, i)} IS NOT NULL AND ${floatSql(relation, i)} IS NULL)` }
            : {}),
        },
      ];
    case "date":
      return [{ i, sql: orNaN(daysSql(i, plan.format)), data: new Float32Array(rows) }];
    case "category":
      return [{ i, sql: await codeSql(duck, relation, i, levels), data: new Int32Array(rows) }];
    default:
      return [];
  }
}

/** How many rows there were, and whether a column that was guessed to be of numbers has another cell. */
interface Filled {
  readonly read: number;
  readonly misguessed: boolean;
}

async function fill(duck: Duck, relation: Relation, targets: readonly Target[], rows: number): Promise<Filled> {
  let read = 0;
  let misguessed = false;
  for (let start = 0; start < targets.length && !misguessed; start += BLOCK) {
    const block = targets.slice(start, start + BLOCK);
    const words = block.flatMap(({ word }) => word ?? []);
    const sql = [
      ...block.map((target) => target.sql),
      ...(words.length === 0 ? [] : [`CAST(${words.join(" OR ")} AS INTEGER)`]),
    ];
    read = 0;
    await duck.stream(`SELECT ${sql.join(", ")} FROM ${relation.from}`, (columns, n) => {
      if (read + n <= rows) for (const [k, { data }] of block.entries()) data.set(columns[k]!, read);
      if (words.length > 0 && !misguessed) misguessed = Array.from(columns[block.length]!).some((flag) => flag === 1);
      read += n;
    });
  }
  return { read, misguessed };
}

/** Every word that was counted must have been read: a cell must never turn into a missing one unsaid. */
function checkWords(
  plans: readonly Plan[],
  levels: readonly (readonly string[])[],
  data: ReadonlyMap<number, Target["data"]>,
): void {
  for (const [i, plan] of plans.entries()) {
    const codes = data.get(i);
    if (plan.kind !== "category" || codes === undefined) continue;
    const expected = levels[i]!.reduce((n, level) => n + plan.counts.get(level)!, 0);
    let read = 0;
    for (const code of codes) if (code >= 0) read++;
    invariant(read === expected, `column ${i + 1}: ${expected} words counted, ${read} read`);
  }
}

/** True where float32 merges integers, so that their different values are not known. */
export const hasBigIntegers = (column: Column): boolean =>
  column.kind === "numeric" && column.integer && column.date === undefined && Math.max(column.max, -column.min) > EXACT;

/** Float32 merges integers above 2²⁴: their different values are counted in the file. */
export async function exactDistinct(duck: Duck, relation: Relation, columns: Column[]): Promise<void> {
  const big = relation.names.flatMap((name, i) => {
    const at = columns.findIndex((column) => column.name === name);
    const column = columns[at];
    return column !== undefined && hasBigIntegers(column) ? [{ i, at, column }] : [];
  });
  if (big.length === 0) return;
  const counts = big.map(({ i }) => `count(DISTINCT ${numberSql(i)})::DOUBLE`);
  const [row] = await duck.query(`SELECT ${counts.join(", ")} FROM ${relation.from}`);
  for (const [k, { at, column }] of big.entries())
    if (column.kind === "numeric") columns[at] = { ...column, distinct: Number(row![k]) };
}

/** Reads every planned column into typed arrays, in the order of the file. Nested columns are left out. Undefined where a guess was wrong. */
export async function load(
  duck: Duck,
  relation: Relation,
  plans: readonly Plan[],
  rows: number,
  isMissing: (cell: string) => boolean,
): Promise<{ columns: Column[]; read: number } | undefined> {
  const levels = plans.map((plan) =>
    plan.kind === "category" ? [...plan.counts.keys()].filter((word) => !isMissing(word)).sort() : [],
  );
  const targets: Target[] = [];
  for (const [i, plan] of plans.entries()) targets.push(...(await targetOf(duck, relation, i, plan, levels[i]!, rows)));
  const { read, misguessed } = await fill(duck, relation, targets, rows);
  if (misguessed) return undefined;
  const data = new Map(targets.map((target) => [target.i, target.data]));
  const texts = new Map<number, TextColumn>();
  for (const [i, plan] of plans.entries())
    if (plan.kind === "text") texts.set(i, await textColumn(duck, relation, i, plan, rows));
  checkWords(plans, levels, data);
  const columns = plans.flatMap((plan, i): Column[] => {
    const name = relation.names[i]!;
    const held = data.get(i);
    if (plan.kind === "text") return [texts.get(i)!];
    if (held instanceof Int32Array) return [categoryColumn(name, levels[i]!, held)];
    return held === undefined ? [] : [numericColumn(name, held, plan.kind === "date" ? plan.format : undefined)];
  });
  await exactDistinct(duck, relation, columns);
  return { columns, read };
}
