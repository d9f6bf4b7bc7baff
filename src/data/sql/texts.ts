import type { TextColumn } from "../table.ts";
import { cellSql } from "./cells.ts";
import type { Duck } from "./duck.ts";
import type { Relation } from "./relation.ts";
import type { Plan } from "./survey.ts";

/** Scripts that put no spaces between words. */
const SPACELESS = "[^\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]+";

/** Words of a cell: blanks between others, and characters of scripts without blanks. */
function wordsSql(cell: string): string {
  const blanks = "' ' || chr(9) || chr(10) || chr(13)";
  const text = `trim(${cell}, ${blanks})`;
  const characters = `CASE WHEN strlen(${cell}) > length(${cell}) THEN length(regexp_replace(${cell}, '${SPACELESS}', '', 'g')) ELSE 0 END`;
  return `length(${text}) - length(translate(${text}, ${blanks}, '')) + 1 + ${characters}`;
}

async function meanWords(duck: Duck, relation: Relation, i: number): Promise<number> {
  const [row] = await duck.query(`SELECT avg(${wordsSql(cellSql(relation, i))})::DOUBLE FROM ${relation.from}`);
  return Number(row![0] ?? 0);
}

/** The `=` before each cell keeps DuckDB's decoder from taking a byte order mark off its beginning. */
async function cellsOf(duck: Duck, relation: Relation, i: number): Promise<string[]> {
  const cells: string[] = [];
  const sql = `SELECT '=' || coalesce(${cellSql(relation, i)}, '') FROM ${relation.from}`;
  await duck.texts(sql, (cell) => cells.push(cell.slice(1)));
  return cells;
}

/** A column of prose: with its cells when the plan says so. */
export async function textColumn(
  duck: Duck,
  relation: Relation,
  i: number,
  plan: Plan & { readonly kind: "text" },
  rows: number,
): Promise<TextColumn> {
  const base = { kind: "text", name: relation.names[i]!, words: await meanWords(duck, relation, i) } as const;
  if (plan.held !== true) return { ...base, distinct: Math.min(plan.distinct, plan.cells), missing: rows - plan.cells };
  const values = await cellsOf(duck, relation, i);
  const missing = values.reduce((n, cell) => n + (cell === "" ? 1 : 0), 0);
  return { ...base, values, missing, distinct: new Set(values).size - (missing > 0 ? 1 : 0) };
}
