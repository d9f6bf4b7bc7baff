import { createHash } from "node:crypto";
import { RegularizeError } from "../../../core/index.ts";
import { LINES } from "../../../kernel/index.ts";
import type { IsMissing } from "../../missing.ts";
import { contentIn, type Source } from "../../source.ts";
import type { ColumnType, DataColumn } from "../../table.ts";
import type { Taken } from "../../sql/survey.ts";
import type { Dialect } from "../header.ts";
import { Utf8Checker } from "../utf8.ts";
import { type Asked, FORCED_WORDS, type Kind, NUMBERS, OPEN, PlainColumns } from "./columns.ts";
import { finish } from "./finish.ts";
import { PlainParser } from "./parser.ts";
import { LineRoom } from "./room.ts";
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
/** Bytes that are read at once: they stay in a processor's cache while they are hashed, checked and parsed. */
const PIECE = 1 << 18;
const [LF, CR, QUOTE] = [10, 13, 34];
/** They are part of numbers or of words. */
const NO_DELIMITER = /[\w.+"-]/u;

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
  readonly parser: PlainParser;
  readonly columns: PlainColumns;
  readonly room: LineRoom;
  readonly #source: Source;
  readonly #utf8 = new Utf8Checker();
  /** Bytes of a line at most. */
  readonly #longest: number;
  #filled = 0;
  #parsed = 0;
  /** Bytes before the first row. */
  #start: number;
  #started = false;

  constructor(source: Source, dialect: Dialect, asked: readonly Asked[], kinds: readonly Kind[], isMissing: IsMissing) {
    this.#source = source;
    this.#start = dialect.start;
    const { size, gzip } = source;
    const all = gzip || size === 0 ? Number.POSITIVE_INFINITY : size;
    // One more for the end that a last line may lack.
    this.#longest = Math.min(LONGEST_ROW, all);
    this.room = new LineRoom(this.#longest + PIECE + 1, all, kinds, dialect.delimiter);
    this.columns = new PlainColumns(asked, this.room.kinds, isMissing);
    this.parser = new PlainParser(this.room, this.columns);
  }

  /** Where the next bytes go. */
  get free(): Uint8Array {
    if (this.#filled > this.#longest) unusual();
    return this.room.text.subarray(this.#filled, this.#filled + PIECE);
  }

  /** Reads so many bytes that were put there. */
  push(bytes: number): void {
    const { text } = this.room;
    const end = this.#filled + bytes;
    const piece = Buffer.from(text.buffer, text.byteOffset + this.#filled, bytes);
    if (piece.indexOf(0) >= 0 || this.#utf8.push(piece) >= 0) unusual();
    const last = piece.lastIndexOf(LF);
    this.#filled = last < 0 ? end : this.#lines(this.#filled + last + 1, end);
  }

  /** A last line may lack its end. */
  end(): void {
    if (this.#utf8.end() >= 0) unusual();
    if (this.#filled > 0) {
      this.room.text[this.#filled] = LF;
      this.#lines(this.#filled + 1, this.#filled + 1);
      // Nothing ended that line.
      this.room.state[LINES.lf]!--;
    }
    this.parser.keep();
  }

  /** Parses the text until `end` and moves what is left, until `filled`, to its beginning: so many bytes. */
  #lines(end: number, filled: number): number {
    if (!this.#started) this.#header(end);
    this.#reserve(end - this.#start);
    this.parser.push(this.#start, end);
    this.#parsed += end - this.#start;
    this.#start = 0;
    this.columns.checkFew(this.parser.rows);
    this.room.text.copyWithin(0, end, filled);
    return filled - end;
  }

  #header(end: number): void {
    const { text, state } = this.room;
    this.#started = true;
    this.#start += headerLength(text.subarray(this.#start, end), end - this.#start);
    state[text[this.#start - 2] === CR ? LINES.crlf : LINES.lf]!++;
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
  if (NO_DELIMITER.test(dialect.delimiter)) unusual();
  const reader = new PlainReader(source, dialect, asked, forced.map(kindOf), isMissing);
  const hash = createHash("sha256");
  const pieces = contentIn(
    source,
    () => reader.free,
    (bytes) => hash.update(bytes),
  );
  for await (const bytes of pieces) reader.push(bytes);
  reader.end();
  const { rows } = reader.parser;
  const { state } = reader.room;
  if (rows === 0 || (state[LINES.lf]! > 0 && state[LINES.crlf]! > 0)) unusual();
  return { ...finish(reader.columns, rows, asked, isMissing), rows, hash: hash.digest("hex") };
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
