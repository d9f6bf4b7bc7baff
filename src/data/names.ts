import { readDialect } from "./csv/header.ts";
import { openSource } from "./source.ts";
import { withDuck } from "./sql/duck.ts";
import { jsonRelation, parquetRelation } from "./sql/relation.ts";

/** The names of a file's columns, without reading its rows (JSON lines are read: their keys may differ). Throws E202–E219. */
export async function columnNames(
  path: string,
  options: { readonly delimiter?: string; readonly trimHeaders?: boolean } = {},
): Promise<readonly string[]> {
  const source = await openSource(path);
  if (source.format === "csv") return (await readDialect(source, options)).names;
  const relation = source.format === "parquet" ? parquetRelation : jsonRelation;
  return withDuck(source, { threads: 1, columns: 0 }, async (duck) => (await relation(duck, source)).names);
}
