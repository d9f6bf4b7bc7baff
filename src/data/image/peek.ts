import { readDialect } from "../csv/header.ts";
import { sampleRecords } from "../csv/records.ts";
import { elementsOf } from "../jsonArray.ts";
import type { ReadOptions } from "../readTable.ts";
import { headOf, openSource, type Source } from "../source.ts";
import { cellSql } from "../sql/cells.ts";
import { withDuck } from "../sql/duck.ts";
import { parquetRelation } from "../sql/relation.ts";
import { looksLikeImage } from "./sniff.ts";

/** The first rows of a table as text. */
export interface Peek {
  readonly names: readonly string[];
  /** [columns][rows] */
  readonly cells: readonly (readonly (string | null)[])[];
}

const ROWS = 100;
const HEAD_BYTES = 1 << 18;

async function peekParquet(source: Source): Promise<Peek> {
  return withDuck(source, { threads: 1, columns: 0 }, async (duck) => {
    const relation = await parquetRelation(duck, source);
    const flat = relation.names.flatMap((_, i) => (relation.storage[i] === "nested" ? [] : [i]));
    if (flat.length === 0) return { names: [], cells: [] };
    const wanted = flat.map((i) => cellSql(relation, i)).join(", ");
    const rows = await duck.query(`SELECT ${wanted} FROM ${relation.from} LIMIT ${ROWS}`);
    return {
      names: flat.map((i) => relation.names[i]!),
      cells: flat.map((_, k) => rows.map((row) => (row[k] ?? null) as string | null)),
    };
  });
}

/** Without DuckDB, which takes half a second to start. Rows that are no rows are passed over: `readTable` tells of them. */
async function peekCsv(source: Source, options: ReadOptions): Promise<Peek> {
  const { names, delimiter, start } = await readDialect(source, options);
  const { head, complete } = await headOf(source, HEAD_BYTES);
  const { records } = sampleRecords(head.subarray(start).toString("utf8"), delimiter, ROWS + 1);
  const whole = complete || records.length > ROWS ? records : records.slice(0, -1);
  const rows = whole.slice(1).filter((cells) => cells.length === names.length);
  return { names, cells: names.map((_, i) => rows.map((cells) => cells[i]!.text || null)) };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

async function firstElements(source: Source): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of elementsOf(source)) if (texts.push(text) === ROWS) break;
  return texts;
}

async function firstLines(source: Source): Promise<string[]> {
  const { head, complete } = await headOf(source, HEAD_BYTES);
  const lines = head.toString("utf8").split("\n");
  return complete ? lines : lines.slice(0, -1);
}

/** Rows that are no objects, and values that are no text or number, are passed over: `readTable` tells of them. */
async function peekJson(source: Source): Promise<Peek> {
  const texts = await (source.format === "json" ? firstElements(source) : firstLines(source));
  const rows = texts.slice(0, ROWS).map(objectOf);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const text = (cell: unknown): string | null =>
    typeof cell === "string" || typeof cell === "number" ? String(cell) : null;
  return { names, cells: names.map((name) => rows.map((row) => text(row[name]))) };
}

/** The names and first rows of a table, without reading the rest of it. Throws E202–E219. */
export async function peekTable(path: string, options: ReadOptions = {}): Promise<Peek> {
  const source = await openSource(path, options.format);
  if (source.format === "csv") return peekCsv(source, options);
  return source.format === "parquet" ? peekParquet(source) : peekJson(source);
}

/** A file's name, not an address on the web. */
const isImagePath = (cell: string): boolean => looksLikeImage(cell.trim()) && !/^[a-z][a-z0-9+.-]+:\/\//iu.test(cell);

/** The columns nearly all of whose first values look like names of image files, with those values. */
export function imageColumns({ names, cells }: Peek): { readonly name: string; readonly paths: readonly string[] }[] {
  return names.flatMap((name, i) => {
    const present = cells[i]!.filter((cell) => cell !== null);
    const paths = present.filter(isImagePath);
    return paths.length > 0 && paths.length >= 0.9 * present.length ? [{ name, paths }] : [];
  });
}
