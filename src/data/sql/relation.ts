import { RegularizeError } from "../../core/index.ts";
import { type Dialect, linesBefore, MAX_DUCK_COLUMNS, tooManyColumns } from "../csv/header.ts";
import type { Source } from "../source.ts";
import { type Duck, quoteText } from "./duck.ts";

/** What a column is in the file: `text` may be numbers, a `word` is one because the file's author said so. */
export type Storage = "text" | "word" | "number" | "time" | "nested";

/** A file as SQL: its columns are called c0, c1, … so that no name of the user ever enters a statement. */
export interface Relation {
  readonly from: string;
  readonly names: readonly string[];
  readonly storage: readonly Storage[];
}

function checkColumns({ path }: Source, columns: number): void {
  if (columns > MAX_DUCK_COLUMNS) throw tooManyColumns(path, columns, MAX_DUCK_COLUMNS);
}

const aliases = (n: number): string => Array.from({ length: n }, (_, i) => `c${i}`).join(", ");

/** Every option is given and nothing is detected: DuckDB's detection hides bad rows. Throws E219. */
export function csvRelation(duck: Duck, source: Source, dialect: Dialect, mixedEnds: boolean): Relation {
  checkColumns(source, dialect.names.length);
  const columns = dialect.names.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const options = [
    "auto_detect=false",
    "header=true",
    `skip=${linesBefore(dialect)}`,
    `delim=${quoteText(dialect.delimiter)}`,
    `quote='"'`,
    `escape='"'`,
    // found by trial: the one pair of settings under which LF and CRLF may mix
    mixedEnds ? "strict_mode=false, new_line='\\r\\n'" : "strict_mode=true",
    "hive_partitioning=false",
    `compression='${source.gzip ? "gzip" : "none"}'`,
    `columns={${columns}}`,
  ];
  return {
    from: `read_csv(${duck.file}, ${options.join(", ")})`,
    names: dialect.names,
    storage: dialect.names.map(() => "text"),
  };
}

function storageOf(type: string): Storage {
  if (/^(?:(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?)|FLOAT|DOUBLE|DECIMAL\(.*\))$/u.test(type)) return "number";

  if (/^(?:DATE|TIMESTAMP.*)$/u.test(type)) return "time";
  return /^(?:BOOLEAN|VARCHAR|UUID|ENUM\(.*\)|TIME)$/u.test(type) ? "word" : "nested";
}

async function describe(duck: Duck, source: Source, from: string): Promise<{ names: string[]; types: string[] }> {
  const rows = await duck.query(`DESCRIBE SELECT * FROM ${from}`);
  checkColumns(source, rows.length);
  return { names: rows.map((row) => String(row[0])), types: rows.map((row) => String(row[1])) };
}

export async function parquetRelation(duck: Duck, source: Source): Promise<Relation> {
  const from = `read_parquet(${duck.file}, hive_partitioning=false)`;
  const { names, types } = await describe(duck, source, from);
  return { from: `${from} AS t(${aliases(names.length)})`, names, storage: types.map(storageOf) };
}

/** DuckDB's names ignore case: of two keys that differ in it alone, the second is renamed and would read as missing. */
function checkCase(source: Source, names: readonly string[]): void {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  for (const name of names) {
    const [, key] = /^(.*)_\d+$/u.exec(name) ?? [];
    const other = key === undefined ? undefined : known.get(key.toLowerCase());
    if (other === undefined || other === key) continue;
    throw new RegularizeError({
      code: "E207",
      where: source.path,
      message: `${source.path} has two keys that differ only in case: ${JSON.stringify(other)} and ${JSON.stringify(key)}`,
      todo: "rename one of them",
    });
  }
}

interface Described {
  readonly names: readonly string[];
  readonly types: readonly string[];
  /** How the file is read. */
  readonly options: string;
}

/** DuckDB calls the key `""` C and its place: asked for by that name it would read as missing in every row. */
async function checkBlank(duck: Duck, source: Source, { names, types, options }: Described): Promise<void> {
  const at = names.findIndex((name, i) => name === `C${i}` && types[i] !== "JSON");
  if (at < 0) return;
  const columns = `{${quoteText(names[at]!)}: 'VARCHAR'}`;
  const [row] = await duck.query(
    `SELECT count(c)::DOUBLE FROM read_json(${duck.file}, ${options}, columns=${columns}) AS t(c)`,
  );
  if (row![0] !== 0) return;
  throw new RegularizeError({
    code: "E208",
    where: source.path,
    message: `${source.path} has a key without a name: ""`,
    expected: "a name for each column",
    todo: "name it, or leave it out",
  });
}

/** JSON lines, or an array of objects. Keys are collected over the whole file; every value is read as text, so that types are decided as for CSV. */
export async function jsonRelation(duck: Duck, source: Source): Promise<Relation> {
  const format = source.format === "json" ? "array" : "newline_delimited";
  const options = `format='${format}', compression='${source.gzip ? "gzip" : "uncompressed"}', hive_partitioning=false`;
  const { names, types } = await describe(
    duck,
    source,
    `read_json(${duck.file}, ${options}, sample_size=-1, convert_strings_to_integers=false)`,
  );
  checkCase(source, names);
  await checkBlank(duck, source, { names, types, options });
  const columns = names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  const storage = types.map((type) => (/\[\]$|^(?:STRUCT|MAP|UNION)\b/u.test(type) ? "nested" : "text"));
  return {
    from: `read_json(${duck.file}, ${options}, columns={${columns}}) AS t(${aliases(names.length)})`,
    names,
    storage,
  };
}
