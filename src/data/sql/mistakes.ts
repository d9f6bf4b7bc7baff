import { plural } from "../../core/count.ts";
import { RegularizeError } from "../../core/index.ts";
import { cellSql, daysSql, floatSql, missingSql, numberSql } from "./cells.ts";
import { commaSql, decimalAdvice, isDecimalComma } from "./decimal.ts";
import type { Duck } from "./duck.ts";
import type { Relation } from "./relation.ts";
import type { Plan } from "./survey.ts";

/** Cells that are not what their column is. */
export interface Mistakes {
  readonly field: number;
  readonly kind: "number" | "date" | "finite" | "comma";
  readonly cells: number;
  /** The first of them, in file order. */
  readonly first: readonly { readonly row: number; readonly text: string }[];
}

const LISTED = 20;

async function select(
  duck: Duck,
  relation: Relation,
  field: number,
  kind: Mistakes["kind"],
  wrong: string,
): Promise<Mistakes> {
  const cell = cellSql(relation, field);
  const numbered = `SELECT row_number() OVER () - 1 AS row, ${cell} AS cell, ${wrong} AS wrong FROM ${relation.from}`;
  const [total] = await duck.query(`SELECT count(*)::DOUBLE FROM (${numbered}) WHERE wrong`);
  const rows = await duck.query(`SELECT row::DOUBLE, cell FROM (${numbered}) WHERE wrong ORDER BY row LIMIT ${LISTED}`);
  return {
    field,
    kind,
    cells: Number(total![0]),
    first: rows.map(([row, text]) => ({ row: Number(row), text: String(text) })),
  };
}

/** The cells that the plan cannot read and that do not mean missing; undefined when there are none. */
export async function mistakesOf(
  duck: Duck,
  relation: Relation,
  field: number,
  plan: Plan,
  tokens: readonly string[],
): Promise<Mistakes | undefined> {
  if ((plan.kind !== "numeric" || plan.words === 0) && plan.kind !== "date") return undefined;
  const cell = cellSql(relation, field);
  const value = plan.kind === "date" ? daysSql(field, plan.format) : numberSql(field);
  const wrong = `(${cell} IS NOT NULL AND ${value} IS NULL AND NOT ${missingSql(cell, tokens)})`;
  const found = await select(duck, relation, field, plan.kind === "date" ? "date" : "number", wrong);
  return found.cells === 0 ? undefined : found;
}

/** Cells such as `inf` and `1e39`, that no float32 holds. */
export function infiniteCells(duck: Duck, relation: Relation, field: number): Promise<Mistakes> {
  return select(duck, relation, field, "finite", `coalesce(isinf(${floatSql(relation, field)}), false)`);
}

/** Cells such as `0,25`. */
export const commaCells = (duck: Duck, relation: Relation, field: number): Promise<Mistakes> =>
  select(duck, relation, field, "comma", commaSql(field));

/** Cells that are no numbers are decimal commas when all of the first ones are. */
export function named(found: Mistakes, delimiter: string | undefined): Mistakes {
  const commas = found.kind === "number" && found.first.every(({ text }) => isDecimalComma(text, delimiter));
  return commas ? { ...found, kind: "comma" } : found;
}

const WRONG: Record<Mistakes["kind"], { code: "E214" | "E215" | "E242"; text: string; expected: string }> = {
  number: { code: "E214", text: "is not a number", expected: "a number or an empty cell" },
  date: { code: "E214", text: "is not a date", expected: "a date or an empty cell" },
  comma: { code: "E242", text: "has a decimal comma", expected: "a number with a decimal point" },
  finite: { code: "E215", text: "is not a finite 32-bit number", expected: "a number between ±3.4e38" },
};

/** E214, E215 or E242: the first such cell with its place, how many there are, and where the next ones stand. */
export function mistakeError(
  found: Mistakes,
  column: string,
  rows: number,
  places: readonly string[],
  file: { readonly path: string; readonly delimiter: string | undefined },
): RegularizeError {
  const { code, text, expected } = WRONG[found.kind];
  const cell = JSON.stringify(found.first[0]!.text.slice(0, 60));
  const share = Number(((100 * found.cells) / rows).toPrecision(2));
  const others = found.first
    .slice(1, 6)
    .map(({ text: other }, k) => `${places[k + 1]} ${JSON.stringify(other.slice(0, 60))}`);
  return new RegularizeError({
    code,
    where: places[0]!,
    message: `${places[0]}  ${cell} ${text} (column ${column})`,
    expected,
    received: cell,
    details: [`${plural(found.cells, "such cell")}, ${share} %`, ...others, ...(found.cells > 6 ? ["…"] : [])],
    todo:
      found.kind === "comma"
        ? decimalAdvice(file.path, file.delimiter, column)
        : "--on-bad-cell missing   or fix the file",
  });
}

/** What is said when such cells are taken as missing. */
export const mistakeText = (found: Mistakes, column: string, place: string): string =>
  `${column}: ${plural(found.cells, "cell")} ${WRONG[found.kind].text.replace(/^is/u, found.cells === 1 ? "is" : "are").replace(" a ", found.cells === 1 ? " a " : " ")} → missing (first: ${JSON.stringify(found.first[0]!.text.slice(0, 40))}, ${place})`;
