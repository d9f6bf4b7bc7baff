import { createHash } from "node:crypto";
import { RegularizeError } from "../../../core/index.ts";
import type { IsMissing } from "../../missing.ts";
import { contentOf, type Source } from "../../source.ts";
import type { ColumnType, DataColumn } from "../../table.ts";
import type { Taken } from "../../sql/survey.ts";
import type { Dialect } from "../header.ts";
import { Utf8Checker } from "../utf8.ts";
import { FORCED_WORDS, type Kind, NUMBERS, OPEN, PlainColumns } from "./columns.ts";
import { finish } from "./finish.ts";
import { PlainParser } from "./parser.ts";
import { Unusual, unusual } from "./unusual.ts";

/** A file that was read in one pass over its bytes. */
export interface PlainTable {
  readonly columns: DataColumn[];
  readonly taken: readonly Taken[];
  readonly rows: number;
  /** SHA-256 of the bytes on the disk. */
  readonly hash: string;
}

export interface PlainOptions {
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly whole: ReadonlySet<string>;
  readonly isMissing: IsMissing;
}

/** A longer row is for the reader that refuses it. */
const LONGEST_ROW = 1 << 20;
const BUFFER = 1 << 21;
const [LF, CR, QUOTE] = [10, 13, 34];

function kindOf(type: ColumnType | undefined): Kind {
  if (type === undefined) return OPEN;
  return type === "numeric" ? NUMBERS : type === "category" ? FORCED_WORDS : unusual();
}

/** Length of the header's line; its quotes close in it. */
function headerLength(head: Uint8Array, end: number): number {
  const length = head.indexOf(LF) + 1;
  const line = head.subarray(0, length);
  const quotes = line.reduce((n, byte) => n + (byte === QUOTE ? 1 : 0), 0);
  const back = line.indexOf(CR);
  if (length === 0 || length > end || quotes % 2 === 1 || (back >= 0 && back < length - 2)) unusual();
  return length;
}

/** Whole lines of a file, parsed as they come; what is left of a line waits for the next bytes. */
class PlainReader {
  readonly hash = createHash("sha256");
  readonly parser: PlainParser;
  readonly columns: PlainColumns;
  readonly #source: Source;
  readonly #utf8 = new Utf8Checker();
  readonly #buffer = Buffer.allocUnsafe(BUFFER);
  #filled = 0;
  #parsed = 0;
  #started = false;

  constructor(source: Source, dialect: Dialect, columns: PlainColumns) {
    this.#source = source;
    this.columns = columns;
    this.parser = new PlainParser(columns, dialect.delimiter);
  }

  push(piece: Uint8Array): void {
    if (piece.indexOf(0) >= 0 || this.#utf8.push(piece) >= 0) unusual();
    if (this.#filled > LONGEST_ROW) unusual();
    this.#buffer.set(piece, this.#filled);
    this.#filled += piece.length;
    const end = this.#buffer.subarray(0, this.#filled).lastIndexOf(LF) + 1;
    this.#lines(end);
    this.#buffer.copyWithin(0, end, this.#filled);
    this.#filled -= end;
  }

  /** A last line may lack its end. */
  end(): void {
    if (this.#utf8.end() >= 0) unusual();
    if (this.#filled === 0) return;
    this.#buffer[this.#filled] = LF;
    this.#lines(this.#filled + 1);
    // Nothing ended that line.
    this.parser.lf--;
  }

  #lines(end: number): void {
    if (end === 0) return;
    const start = this.#started ? 0 : this.#header(end);
    this.#reserve(end - start);
    this.parser.push(this.#buffer, start, end);
    this.#parsed += end - start;
    this.columns.checkFew(this.parser.rows);
  }

  #header(end: number): number {
    this.#started = true;
    const length = headerLength(this.#buffer, end);
    if (this.#buffer[length - 2] === CR) this.parser.crlf++;
    else this.parser.lf++;
    return length;
  }

  /** Room for the rows of so many bytes, and for the rest of the file where its rows are as long as those before. */
  #reserve(bytes: number): void {
    const { rows } = this.parser;
    const needed = rows + Math.ceil(bytes / this.columns.kinds.length);
    if (needed <= this.columns.capacity) return;
    const { size, gzip } = this.#source;
    const expected = gzip || rows === 0 ? 0 : Math.ceil((1.02 * rows * size) / this.#parsed);
    this.columns.grow(Math.max(needed, expected, Math.ceil(1.5 * rows)));
  }
}

async function parsed(source: Source, dialect: Dialect, options: PlainOptions): Promise<PlainTable> {
  const { types, whole, isMissing } = options;
  const forced = dialect.names.map((name) => (Object.hasOwn(types, name) ? types[name] : undefined));
  const asked = dialect.names.map((name, i) => ({ name, isWhole: whole.has(name), isForced: forced[i] !== undefined }));
  const columns = new PlainColumns(asked, forced.map(kindOf), isMissing);
  const reader = new PlainReader(source, dialect, columns);
  let skip = dialect.start;
  for await (const piece of contentOf(source, (bytes) => reader.hash.update(bytes))) {
    reader.push(piece.subarray(skip));
    skip = 0;
  }
  reader.end();
  const { rows, lf, crlf } = reader.parser;
  if (rows === 0 || (lf > 0 && crlf > 0)) unusual();
  return { ...finish(columns, rows, asked, isMissing), rows, hash: reader.hash.digest("hex") };
}

/**
 * Reads a CSV of numbers and few words, one line a row, in one pass over its bytes; undefined for any other, which is not wrong:
 * quotes over lines, dates, many words, mistakes, whatever must be refused. What it gives is what DuckDB's reader gives.
 */
export async function readPlain(
  source: Source,
  dialect: Dialect,
  options: PlainOptions,
): Promise<PlainTable | undefined> {
  try {
    return await parsed(source, dialect, options);
  } catch (cause) {
    // A file that cannot be read meets the other reader too, which has the words for it.
    if (cause instanceof Unusual || cause instanceof RegularizeError) return undefined;
    throw cause;
  }
}
