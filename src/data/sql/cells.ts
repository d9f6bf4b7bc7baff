import { quoteText } from "./duck.ts";
import type { Relation } from "./relation.ts";

/** Columns per statement: DuckDB keeps a buffer of 32 KB per column, step and thread. */
export const BLOCK = 250;

/** The cell as text; NULL when empty. */
export function cellSql(relation: Relation, i: number): string {
  return relation.storage[i] === "text" ? `nullif(c${i}, '')` : `nullif(CAST(c${i} AS VARCHAR), '')`;
}

/** The cell as a double; NULL when it is not a number. */
export const numberSql = (i: number): string => `try_cast(c${i} AS DOUBLE)`;

/** The cell as a float32: ±inf beyond its range, NULL when it is not a number. */
export function floatSql(relation: Relation, i: number): string {
  if (relation.storage[i] !== "number") return `try_cast(c${i} AS FLOAT)`;
  const value = `CAST(c${i} AS DOUBLE)`;
  return `CASE WHEN isnan(${value}) THEN 'nan'::FLOAT WHEN abs(${value}) > 3.4028235e38 THEN 'inf'::FLOAT ELSE CAST(${value} AS FLOAT) END`;
}

/**
 * The cell as days since 1970-01-01 in UTC, the time of day as their fraction; NULL when it is no date. `format` is `date` (ISO 8601,
 * whose offsets count; UTC without one) or `date:` and a strptime format.
 */
export function daysSql(i: number, format: string): string {
  const time =
    format === "date"
      ? `try_cast(c${i} AS TIMESTAMPTZ)`
      : `try_strptime(c${i}, ${quoteText(format.slice("date:".length))})`;
  return `epoch(${time}) / 86400`;
}

/** True for cells that mean missing. */
export function missingSql(cell: string, tokens: readonly string[]): string {
  const list = ["", ...tokens].map(quoteText).join(", ");
  return `trim(${cell}, ' ' || chr(9) || chr(10) || chr(13)) IN (${list})`;
}
