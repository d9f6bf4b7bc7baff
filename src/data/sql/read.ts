import { RegularizeError } from "../../core/index.ts";
import { showCells } from "../cell.ts";
import { type CheckedBytes, checkCsv } from "../csv/check.ts";
import type { Dialect } from "../csv/header.ts";
import { checkJson, jsonError, rowsWithin } from "../json.ts";
import { MISSING_TOKENS, missingTest } from "../missing.ts";
import { nestedNotices, takenNotices } from "../notices.ts";
import { numericColumn } from "../numbers.ts";
import type { ReadColumns, ReadOptions } from "../readOptions.ts";
import { hashOf, type Source } from "../source.ts";
import { type Column, type Notice, warning } from "../table.ts";
import { decimalColumns } from "./decimal.ts";
import { type Duck, type Limits, withDuck } from "./duck.ts";
import { load } from "./load.ts";
import { commaCells, infiniteCells, type Mistakes, mistakeError, mistakesOf, mistakeText, named } from "./mistakes.ts";
import { csvRelation, jsonRelation, parquetRelation, type Relation } from "./relation.ts";
import { type Plan, survey } from "./survey.ts";

interface Reading {
  readonly source: Source;
  readonly dialect: Dialect | undefined;
  readonly relation: Relation;
  readonly tokens: readonly string[];
  readonly options: ReadOptions;
  readonly rows: number;
}

async function checkRows(source: Source, rows: number, minimum: number): Promise<void> {
  if (rows >= minimum) return;
  const place = source.format === "parquet" ? source.path : `${source.path}:${rows + 1}:1`;
  throw new RegularizeError({
    code: "E206",
    where: place,
    message: `${place} the file has ${rows > 0 ? `${rows} row` : source.format === "csv" ? "a header and no rows" : "no rows"}`,
    expected: `at least ${minimum} ${minimum === 1 ? "row" : "rows"}`,
    received: String(rows),
    todo: (source.format === "jsonl" ? await rowsWithin(source) : undefined) ?? "check how the file was written",
  });
}

async function relationOf(duck: Duck, source: Source, dialect: Dialect | undefined, mixed: boolean): Promise<Relation> {
  if (dialect !== undefined) return csvRelation(duck, source, dialect, mixed);
  if (source.format === "parquet") return parquetRelation(duck, source);
  return jsonRelation(duck, source);
}

async function refuse(reading: Reading, found: Mistakes): Promise<Notice> {
  const { source, dialect, relation, options, rows } = reading;
  const column = relation.names[found.field]!;
  const cells = found.first.map(({ row }) => ({ row, field: found.field }));
  const places = await showCells(source, relation.names, dialect, cells.slice(0, 6));
  const file = { path: source.path, delimiter: dialect?.delimiter };
  if (options.onBadCell !== "missing" || found.kind === "comma")
    throw mistakeError(found.kind === "number" ? named(found, file.delimiter) : found, column, rows, places, file);
  return warning(mistakeText(found, column, places[0]!), "--on-bad-cell error");
}

async function refuseMistakes(duck: Duck, reading: Reading, plans: readonly Plan[]): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const [field, plan] of plans.entries()) {
    const found = await mistakesOf(duck, reading.relation, field, plan, reading.tokens);
    if (found !== undefined) notices.push(await refuse(reading, found));
  }
  return notices;
}

/** E242: a column of `0,25` would silently become categories. Between commas a quoted `1,5` may be anything. */
async function refuseCommas(duck: Duck, reading: Reading, plans: readonly Plan[]): Promise<void> {
  const { dialect, relation, tokens, options } = reading;
  if (dialect?.delimiter === ",") return;
  const isForced = (name: string): boolean => Object.hasOwn(options.types ?? {}, name);
  const rules = { isMissing: missingTest(tokens), isForced };
  const [first] = await decimalColumns(duck, relation, plans, tokens, rules);
  if (first !== undefined) await refuse(reading, await commaCells(duck, relation, first));
}

async function refuseInfinite(duck: Duck, reading: Reading, columns: Column[]): Promise<Notice[]> {
  const notices: Notice[] = [];
  for (const [i, column] of columns.entries()) {
    if (column.kind !== "numeric" || (Number.isFinite(column.min) && Number.isFinite(column.max))) continue;
    if (Number.isNaN(column.min)) continue;
    const found = await infiniteCells(duck, reading.relation, reading.relation.names.indexOf(column.name));
    notices.push(await refuse(reading, found));
    const values = column.values.map((value) => (Number.isFinite(value) ? value : Number.NaN));
    columns[i] = numericColumn(column.name, values);
  }
  return notices;
}

async function bytesOf(
  source: Source,
  dialect: Dialect | undefined,
): Promise<CheckedBytes | { readonly hash: string }> {
  if (dialect !== undefined) return checkCsv(source, dialect);
  return { hash: source.format === "parquet" ? await hashOf(source) : await checkJson(source) };
}

async function rowsOf(duck: Duck, relation: Relation): Promise<number> {
  return Number((await duck.query(`SELECT count(*)::DOUBLE FROM ${relation.from}`))[0]![0]);
}

function checkAgreement(source: Source, read: number, rows: number): void {
  if (read === rows) return;
  throw new RegularizeError({
    code: "E217",
    where: source.path,
    message: `${source.path}: two readers disagree: ${read} and ${rows} rows`,
    todo: "the file may have changed while it was read; try again",
  });
}

interface Columns {
  readonly columns: Column[];
  readonly rows: number;
  readonly notices: Notice[];
}

/** Rows from which a pass over the file is worth saving. */
const MANY_ROWS = 10_000;

/**
 * Of many rows, columns that begin with numbers are read as numbers at once, and checked cell by cell while they are: a pass less over
 * the file. Where one has a word, or anything fails, all is read again as if nothing had been guessed.
 */
async function readColumns(duck: Duck, reading: Reading): Promise<Columns> {
  const quick = reading.rows < MANY_ROWS ? undefined : await surveyed(duck, reading, true).catch(() => undefined);
  return quick ?? (await surveyed(duck, reading, false))!;
}

async function surveyed(duck: Duck, reading: Reading, guess: boolean): Promise<Columns | undefined> {
  const { relation, tokens, options, rows } = reading;
  const isMissing = missingTest(tokens);
  const { plans, taken } = await survey(duck, relation, isMissing, {
    types: new Map(Object.entries(options.types ?? {})),
    whole: new Set(options.whole),
    ...{ tokens, guess },
  });
  await refuseCommas(duck, reading, plans);
  const nested = relation.names.filter((_, i) => plans[i]!.kind === "skip");
  const notices = [...nestedNotices(nested), ...takenNotices(taken), ...(await refuseMistakes(duck, reading, plans))];
  const loaded = await load(duck, relation, plans, rows, isMissing);
  if (loaded === undefined) return undefined;
  const { columns, read } = loaded;
  if (columns.some(({ kind }) => kind !== "text")) checkAgreement(reading.source, read, rows);
  notices.push(...(await refuseInfinite(duck, reading, columns)));
  return { columns, rows, notices };
}

/** What DuckDB may use for a file. */
export const limitsOf = (dialect: Dialect | undefined, { threads }: ReadOptions): Limits => ({
  threads: threads ?? 2,
  columns: dialect?.names.length ?? 0,
});

/** By DuckDB, after the bytes of a CSV were checked: whatever a file may hold, and the words for what it may not. */
export async function readThoroughly(
  source: Source,
  dialect: Dialect | undefined,
  options: ReadOptions,
): Promise<ReadColumns> {
  const bytes = await bytesOf(source, dialect);
  const minimum = options.minimumRows ?? 2;
  if ("rows" in bytes) await checkRows(source, bytes.rows, minimum);
  const read = withDuck(source, limitsOf(dialect, options), async (duck) => {
    const relation = await relationOf(duck, source, dialect, "rows" in bytes && bytes.mixedEnds);
    const rows = "rows" in bytes ? bytes.rows : await rowsOf(duck, relation);
    await checkRows(source, rows, minimum);
    return readColumns(duck, { source, dialect, relation, options, rows, tokens: options.missing ?? MISSING_TOKENS });
  });
  const found = await read.catch((error: unknown) => jsonError(source, error));
  return { ...found, hash: bytes.hash, plainLines: "rows" in bytes && bytes.plainLines };
}
