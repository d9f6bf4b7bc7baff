import { createHash } from "node:crypto";
import { RegularizeError } from "../../core/index.ts";
import { contentOf, type Source } from "../source.ts";
import { type Dialect, linesBefore } from "./header.ts";
import { placeOf, placeOfByte, showPlace } from "./place.ts";
import { type Flaw, Scanner } from "./scan.ts";
import { showDelimiter } from "./sniff.ts";
import { Utf8Checker } from "./utf8.ts";

/** What one pass over the bytes finds. */
export interface CheckedBytes {
  readonly hash: string;
  /** Records below the header. */
  readonly rows: number;
  /** LF and CRLF both end lines, or may: a line `sep=;` ends as it likes. */
  readonly mixedEnds: boolean;
  /** Physical line = row + 2, or + 3 below a line `sep=;`. */
  readonly plainLines: boolean;
}

async function invalidByte(source: Source, start: number, offset: number): Promise<RegularizeError> {
  const place = showPlace(source.path, await placeOfByte(source, start, offset));
  return new RegularizeError({
    code: "E213",
    where: place,
    message: `${place} byte ${offset} is not UTF-8`,
    expected: "UTF-8 text",
    todo: `iconv -f WINDOWS-1252 -t UTF-8 ${source.path} > utf8.csv   when it comes from an older Windows or Excel`,
  });
}

async function nulByte(source: Source, start: number, offset: number): Promise<RegularizeError> {
  const place = showPlace(source.path, await placeOfByte(source, start, offset));
  return new RegularizeError({
    code: "E212",
    where: place,
    message: `${place} byte ${offset} is NUL (0x00): the file is damaged or not text`,
    todo: `tr -d '\\000' < ${source.path} > clean.csv   if the rest is intact`,
  });
}

const FLAWS: Record<Exclude<Flaw["kind"], "ragged">, { code: `E2${string}`; text: string; todo: string }> = {
  openQuote: {
    code: "E210",
    text: "the quote that opens here never closes",
    todo: 'close it; a quote inside a quoted cell is written twice: ""',
  },
  afterQuote: {
    code: "E211",
    text: "the cell that is quoted here goes on behind its closing quote",
    todo: 'a quote inside a quoted cell is written twice: ""',
  },
  loneReturn: {
    code: "E209",
    text: "a lone carriage return; the other lines end with a line feed",
    todo: "remove it, or put the cell in quotes",
  },
};

async function flawError(source: Source, dialect: Dialect, flaw: Flaw): Promise<RegularizeError> {
  const place = showPlace(source.path, await placeOf(source, flaw.mark));
  if (flaw.kind !== "ragged") {
    const { code, text, todo } = FLAWS[flaw.kind];
    return new RegularizeError({ code, where: place, message: `${place} ${text}`, todo });
  }
  const wanted = dialect.names.length;
  return new RegularizeError({
    code: "E209",
    where: place,
    message: `${place} the row has ${flaw.cells} ${flaw.cells === 1 ? "cell" : "cells"}, the header ${wanted}`,
    expected: `${wanted} cells, cut at ${showDelimiter(dialect.delimiter)}`,
    received: String(flaw.cells),
    todo: "add or remove cells, or put the one that contains the delimiter in quotes",
  });
}

/** One pass: SHA-256, UTF-8 (E213), NUL (E212), the grammar of CSV (E209–E211). Errors name line and column. */
export async function checkCsv(source: Source, dialect: Dialect): Promise<CheckedBytes> {
  const scanner = new Scanner(dialect.delimiter, dialect.names.length, dialect.start, [], linesBefore(dialect) + 1);
  const hash = await checkText(source, dialect.start, async (piece) => {
    scanner.push(piece);
    if (scanner.flaw !== undefined) throw await flawError(source, dialect, scanner.flaw);
  });
  scanner.end();
  if (scanner.flaw !== undefined) throw await flawError(source, dialect, scanner.flaw);
  const { separator } = dialect;
  const { records, plainLines } = scanner;
  return { hash, rows: records - 1, plainLines, mixedEnds: separator !== undefined || (scanner.lf && scanner.crlf) };
}

/** SHA-256 of the file, after checking that its content is UTF-8 without NUL; `visit` gets the pieces behind the mark. */
export async function checkText(
  source: Source,
  start: number,
  visit: (piece: Buffer) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256");
  const utf8 = new Utf8Checker();
  let base = 0;
  for await (const piece of contentOf(source, (bytes) => hash.update(bytes))) {
    const nul = piece.indexOf(0);
    if (nul >= 0) throw await nulByte(source, start, base + nul);
    const wrong = utf8.push(piece);
    if (wrong >= 0) throw await invalidByte(source, start, wrong);
    await visit(base < start ? piece.subarray(start - base) : piece);
    base += piece.length;
  }
  const cut = utf8.end();
  if (cut >= 0) throw await invalidByte(source, start, cut);
  return hash.digest("hex");
}
