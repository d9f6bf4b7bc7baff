import { readDialect } from "../csv/header.ts";
import type { ReadOptions } from "../readTable.ts";
import { openSource } from "../source.ts";
import { cellSql } from "../sql/cells.ts";
import { withDuck } from "../sql/duck.ts";
import { csvRelation, jsonRelation, parquetRelation } from "../sql/relation.ts";
import { looksLikeImage } from "./sniff.ts";

/** The first rows of a table as text. */
export interface Peek {
  readonly names: readonly string[];
  /** [columns][rows] */
  readonly cells: readonly (readonly (string | null)[])[];
}

const ROWS = 100;

/** The names and first rows of a table, without reading the rest of a CSV or Parquet file. Throws E202–E219. */
export async function peekTable(path: string, options: ReadOptions = {}): Promise<Peek> {
  const source = await openSource(path, options.format);
  const dialect = source.format === "csv" ? await readDialect(source, options) : undefined;
  return withDuck(source, { threads: 1, columns: dialect?.names.length ?? 0 }, async (duck) => {
    const relation =
      dialect !== undefined
        ? csvRelation(duck, source, dialect, true)
        : await (source.format === "parquet" ? parquetRelation : jsonRelation)(duck, source);
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
