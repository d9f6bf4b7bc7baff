import { RegularizeError } from "../core/index.ts";
import { readDialect } from "./csv/header.ts";
import { readPlainly } from "./csv/plain/table.ts";
import { DELIMITERS, showDelimiter } from "./csv/sniff.ts";
import { delimiterNotices, readNotices } from "./notices.ts";
import type { ReadOptions } from "./readOptions.ts";
import { openSource } from "./source.ts";
import { readThoroughly } from "./sql/read.ts";
import type { Table } from "./table.ts";

export type { ReadOptions } from "./readOptions.ts";

function checkDelimiter(delimiter: string | undefined): void {
  if (delimiter === undefined || (/^[\t -~]$/u.test(delimiter) && delimiter !== '"')) return;
  throw new RegularizeError({
    code: "E103",
    where: "delimiter",
    message: `A delimiter is one ASCII character`,
    expected: DELIMITERS.map(showDelimiter).join(", "),
    received: JSON.stringify(delimiter),
  });
}

/**
 * Reads CSV, TSV, Parquet, JSON lines or a JSON array of objects (each also gzipped) into typed columns. Types are decided over the whole file
 * and said in `notices`; nothing is guessed from a sample, skipped or repaired. Errors E202–E219 and E242 name file, line and column.
 *
 * @example
 * const table = await readTable("data/german-credit.csv");
 * table.rows; // 1000
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  checkDelimiter(options.delimiter);
  const source = await openSource(path, options.format);
  const dialect = source.format === "csv" ? await readDialect(source, options) : undefined;
  const read = (await readPlainly(source, dialect, options)) ?? (await readThoroughly(source, dialect, options));
  const { columns, rows, notices, hash } = read;
  return {
    ...{ path, format: source.format, rows, columns, hash },
    notices: [
      ...delimiterNotices(dialect, options.delimiter),
      ...notices,
      ...readNotices(read, dialect, options.unfilled),
    ],
    ...(dialect === undefined ? {} : { delimiter: dialect.delimiter }),
  };
}
