import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { RegularizeError } from "../../core/index.ts";
import type { Source } from "../source.ts";

export type SqlValue = string | number | null;

/** A DuckDB that can read one file and nothing else, and write nothing. */
export interface Duck {
  /** The path that it may read, quoted for SQL. */
  readonly file: string;
  /** Rows of a small result; counts must be cast to DOUBLE. */
  query(sql: string): Promise<SqlValue[][]>;
  run(sql: string): Promise<void>;
  /** A large result, in the file's order, in pieces of a few thousand rows: one typed array per column. */
  stream(sql: string, visit: (columns: readonly ArrayLike<number>[], rows: number) => void): Promise<void>;
  /** The strings of one column that holds no NULL, in the file's order. */
  texts(sql: string, visit: (text: string) => void): Promise<void>;
}

/** `'it''s'`. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** `"a ""b"""`. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const CONFIG = {
  temp_directory: "",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** What it may use. */
export interface Limits {
  readonly threads: number;
  /** Columns of the file: each costs 32 KB in every step. */
  readonly columns: number;
}

const memoryLimit = (columns: number): string => `${Math.round(256 + 0.05 * Math.max(0, columns - 500))}MB`;

/** `*`, `?` and `[` in a path would be a pattern to DuckDB: such a file is read through a link with a plain name. */
async function plainPath(absolute: string): Promise<{ path: string; folder?: string }> {
  if (!/[*?[\]{}]/u.test(absolute)) return { path: absolute };
  const folder = await mkdtemp(join(tmpdir(), "regularize-"));
  const path = join(folder, "data");
  await symlink(absolute, path);
  return { path, folder };
}

/** DuckDB reads no longer row: its buffer is 16 of them. */
const longRow = (source: Source, line: string, cause: unknown): RegularizeError =>
  new RegularizeError({
    code: "E217",
    where: `${source.path}:${line}`,
    message: `${source.path}:${line} the row is longer than 2 MB`,
    expected: "at most 2,000,000 bytes",
    todo: "cut its longest cell",
    cause,
  });

function queryError(source: Source, cause: unknown): RegularizeError {
  const long = /CSV Error on Line: (\d+)[\s\S]*Maximum line size/u.exec(String(cause));
  if (long !== null) return longRow(source, long[1]!, cause);
  const [first = "unknown", ...rest] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  const memory = first.startsWith("Out of Memory");
  return new RegularizeError({
    code: memory ? "E501" : "E217",
    where: source.path,
    message: `${source.path} cannot be read: ${first}`,
    details: rest.filter((line) => line.trim() !== "").slice(0, 4),
    todo: memory
      ? "drop columns that are not needed, or split the file"
      : "check the file with the program that wrote it",
    cause,
  });
}

async function read(connection: DuckDBConnection, sql: string): Promise<SqlValue[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJson() as SqlValue[][];
}

async function stream(
  connection: DuckDBConnection,
  sql: string,
  visit: (columns: readonly ArrayLike<number>[], rows: number) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const columns = Array.from({ length: chunk.columnCount }, (_, i) => {
      const vector: unknown = chunk.getColumnVector(i);
      return (vector as { readonly items: ArrayLike<number> }).items;
    });
    visit(columns, chunk.rowCount);
  }
}

async function texts(connection: DuckDBConnection, sql: string, visit: (text: string) => void): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const vector = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row++) visit(vector.getItem(row) as string);
  }
}

async function lock(connection: DuckDBConnection, path: string, threads: number): Promise<void> {
  await connection.run(`SET threads=${threads}`);
  // A file says the same wherever it is read.
  await connection.run("SET TimeZone='UTC'");
  await connection.run(`SET allowed_paths=[${quoteText(path)}]`);
  await connection.run("SET enable_external_access=false");
  await connection.run("SET lock_configuration=true");
}

/** Opens a DuckDB in memory for one file, and closes it whatever happens. Its errors become E217, or E501 for memory. */
export async function withDuck<T>(source: Source, limits: Limits, use: (duck: Duck) => Promise<T>): Promise<T> {
  const { DuckDBInstance: Instance } = await import("@duckdb/node-api");
  const { path, folder } = await plainPath(source.absolute);
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  const guarded = <R>(work: (open: DuckDBConnection) => Promise<R>): Promise<R> =>
    work(connection!).catch((cause: unknown) => {
      throw queryError(source, cause);
    });
  try {
    instance = await Instance.create(":memory:", { ...CONFIG, memory_limit: memoryLimit(limits.columns) });
    connection = await instance.connect();
    await lock(connection, path, limits.threads);
    return await use({
      file: quoteText(path),
      query: (sql) => guarded((open) => read(open, sql)),
      run: (sql) => guarded(async (open) => void (await open.run(sql))),
      stream: (sql, visit) => guarded((open) => stream(open, sql, visit)),
      texts: (sql, visit) => guarded((open) => texts(open, sql, visit)),
    });
  } finally {
    connection?.closeSync();
    instance?.closeSync();
    if (folder !== undefined) await rm(folder, { recursive: true });
  }
}
