import { RegularizeError } from "../../core/index.ts";
import { headOf, type Source } from "../source.ts";
import { type Cell, sampleRecords } from "./records.ts";
import { DELIMITERS, showDelimiter, sniffDelimiter } from "./sniff.ts";
import { characters, showInvisible, trimName } from "./text.ts";

/** How a CSV file is written. */
export interface Dialect {
  readonly delimiter: string;
  readonly names: readonly string[];
  /** Bytes of the byte order mark: 0 or 3. */
  readonly start: number;
}

/** Columns of plain CSV, which the parser of this package reads. */
const MAX_COLUMNS = 8192;

/** Columns of anything else: DuckDB holds a buffer per column and thread, and beyond this the memory promise breaks. */
export const MAX_DUCK_COLUMNS = 4096;

const SAMPLE_BYTES = 1 << 16;
const HEADER_BYTES = 1 << 24;

function utf16(source: Source, name: "LE" | "BE"): RegularizeError {
  return new RegularizeError({
    code: "E216",
    where: `${source.path}:1:1`,
    message: `${source.path}:1:1 the file is UTF-16 (${name}), not UTF-8`,
    expected: "UTF-8 text",
    received: `UTF-16${name}`,
    todo: `iconv -f UTF-16${name} -t UTF-8 ${source.path} > utf8.csv   or save it as "CSV UTF-8" in the spreadsheet program`,
  });
}

/** Recognizes UTF-16 by its mark, or by a zero in every second byte of the first 64. */
function checkEncoding(source: Source, head: Buffer): void {
  const mark = head.readUInt16BE(0);
  if (mark === 0xfffe) throw utf16(source, "LE");
  if (mark === 0xfeff) throw utf16(source, "BE");
  const first = [...head.subarray(0, 64)];
  const zeros = (odd: number): number => first.filter((byte, i) => i % 2 === odd && byte === 0).length;
  const half = Math.floor(first.length / 2);
  if (half >= 2 && zeros(1) >= 0.9 * half && zeros(0) === 0) throw utf16(source, "LE");
  if (half >= 2 && zeros(0) >= 0.9 * half && zeros(1) === 0) throw utf16(source, "BE");
}

/** The text of the first bytes, long enough to hold the whole header, and the length of the byte order mark. */
async function headText(source: Source): Promise<{ text: string; start: number }> {
  for (let bytes = SAMPLE_BYTES; ; bytes *= 16) {
    const { head, complete } = await headOf(source, bytes);
    if (head.length >= 2) checkEncoding(source, head);
    const start = head.subarray(0, 3).toString("hex") === "efbbbf" ? 3 : 0;
    const text = head.subarray(start).toString("utf8");
    if (complete || /[\r\n]/u.test(text) || bytes > HEADER_BYTES) return { text, start };
  }
}

const columnOf = (text: string, index: number): string => {
  const lines = text.slice(0, index).split(/\r\n|\n/u);
  return `${lines.length}:${characters(lines.at(-1)!) + 1}`;
};

function checkNames(source: Source, text: string, cells: readonly Cell[], trim: boolean): void {
  const first = new Map<string, number>();
  // Found for the cell that is refused alone: to count the characters before each is quadratic.
  const placeOf = (cell: Cell): string => `${source.path}:${columnOf(text, cell.start)}`;
  for (const [i, cell] of cells.entries()) {
    const name = trim ? trimName(cell.text) : cell.text;
    if (!trim && trimName(name) !== name) {
      const place = placeOf(cell);
      throw new RegularizeError({
        code: "E208",
        where: place,
        message: `${place} header "${showInvisible(name)}" is padded with characters that cannot be seen`,
        expected: JSON.stringify(trimName(name)),
        received: `"${showInvisible(name)}"`,
        todo: "--trim-headers",
      });
    }
    if (first.has(name) && name !== "") {
      const place = placeOf(cell);
      throw new RegularizeError({
        code: "E207",
        where: place,
        message: `${place} two columns are named ${JSON.stringify(name)}`,
        received: `columns ${first.get(name)! + 1} and ${i + 1}`,
        todo: "rename one of them in the header",
      });
    }
    first.set(name, i);
  }
}

function wrongDelimiter(source: Source, name: string, delimiter: string): RegularizeError | undefined {
  const other = DELIMITERS.find((d) => d !== delimiter && name.includes(d));
  if (other === undefined) return undefined;
  return new RegularizeError({
    code: "E218",
    where: `${source.path}:1:${characters(name.slice(0, name.indexOf(other))) + 1}`,
    message: `${source.path} has one column when cut at ${showDelimiter(delimiter)}, and its header contains ${showDelimiter(other)}`,
    received: JSON.stringify(name.slice(0, 80)),
    todo: `--delimiter ${other === "\t" ? "tab" : `"${other}"`}`,
  });
}

/** A cell without a name (the index that pandas writes) is called `column 1`, and so on. */
function nameCells(cells: readonly Cell[], trim: boolean): string[] {
  const names = cells.map((cell) => (trim ? trimName(cell.text) : cell.text));
  return names.map((name, i) => {
    let given = name;
    for (let n = i + 1; given === "" || (name === "" && names.includes(given)); n++) given = `column ${n}`;
    return given;
  });
}

/** Reads the header and settles the delimiter. Throws E204, E207, E208, E210, E216, E218 or E219 with line and column. */
export async function readDialect(
  source: Source,
  options: { readonly delimiter?: string; readonly trimHeaders?: boolean },
): Promise<Dialect> {
  const { text, start } = await headText(source);
  const trim = options.trimHeaders ?? false;
  if (text === "" || /^[\r\n]/u.test(text))
    throw new RegularizeError({
      code: "E204",
      where: `${source.path}:1:1`,
      message: `${source.path}:1:1 ${text === "" ? "the file is empty" : "the first line is blank"}`,
      expected: "a header line",
      todo: "the first line must name the columns",
    });
  const delimiter = options.delimiter ?? sniffDelimiter(text);
  const header = sampleRecords(text, delimiter, 1).records[0] ?? openHeader(source, text, delimiter);
  checkNames(source, text, header, trim);
  const wrong = header.length === 1 ? wrongDelimiter(source, header[0]!.text, delimiter) : undefined;
  if (wrong !== undefined) throw wrong;
  if (header.length > MAX_COLUMNS) throw tooManyColumns(source.path, header.length);
  return { delimiter, names: nameCells(header, trim), start };
}

function openHeader(source: Source, text: string, delimiter: string): never {
  const index = sampleRecords(text, delimiter, 1).openQuote ?? 0;
  const place = `${source.path}:${columnOf(text, index)}`;
  throw new RegularizeError({
    code: "E210",
    where: place,
    message: `${place} the quote that opens here never closes`,
    todo: "close it, or double it inside a quoted cell",
  });
}

export function tooManyColumns(path: string, columns: number, most = MAX_COLUMNS): RegularizeError {
  return new RegularizeError({
    code: "E219",
    where: `${path}:1`,
    message: `${path} has ${columns.toLocaleString("en-US")} columns`,
    expected: `at most ${most.toLocaleString("en-US")}${most < MAX_COLUMNS ? `, or ${MAX_COLUMNS.toLocaleString("en-US")} of plain CSV: numbers and few words, unquoted, a row a line` : ""}`,
    todo: "keep the useful columns, or turn a wide one-hot block back into one column of categories",
  });
}
