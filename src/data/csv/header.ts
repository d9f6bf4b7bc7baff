import { RegularizeError } from "../../core/index.ts";
import { headOf, type Source } from "../source.ts";
import { type Cell, sampleRecords } from "./records.ts";
import { DELIMITERS, showDelimiter, sniffDelimiter } from "./sniff.ts";
import { characters, showInvisible, trimName } from "./text.ts";

/** How a CSV file is written. */
export interface Dialect {
  readonly delimiter: string;
  readonly names: readonly string[];
  /** Bytes before the header: a byte order mark, and the line that `separator` was read from. */
  readonly start: number;
  /** What a first line `sep=;` names, which Excel writes and reads: it is no data. */
  readonly separator?: string;
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

/** Excel's first line, which may be quoted where no byte order mark stands before it: DuckDB would not skip it there. */
const SEPARATOR_LINE = /^(?:sep=([\t !#-~])|"sep=([\t !#-~])")\r?\n/iu;

interface Head {
  /** From the header on. */
  readonly text: string;
  readonly start: number;
  readonly separator?: string;
}

function headOfText(text: string, mark: number): Head {
  const found = SEPARATOR_LINE.exec(text);
  const separator = found?.[1] ?? found?.[2];
  if (found === null || separator === undefined || (mark > 0 && found[2] !== undefined)) return { text, start: mark };
  return { text: text.slice(found[0].length), start: mark + found[0].length, separator };
}

/** Physical lines before the header. */
export const linesBefore = ({ separator }: Pick<Dialect, "separator">): number => (separator === undefined ? 0 : 1);

/** The text of the first bytes, long enough to hold the whole header, and what stands before it. */
async function headText(source: Source): Promise<Head> {
  for (let bytes = SAMPLE_BYTES; ; bytes *= 16) {
    const { head, complete } = await headOf(source, bytes);
    if (head.length >= 2) checkEncoding(source, head);
    const mark = head.subarray(0, 3).toString("hex") === "efbbbf" ? 3 : 0;
    const found = headOfText(head.subarray(mark).toString("utf8"), mark);
    if (complete || /[\r\n]/u.test(found.text) || bytes > HEADER_BYTES) return found;
  }
}

const columnOf = (head: Head, index: number): string => {
  const lines = head.text.slice(0, index).split(/\r\n|\n/u);
  return `${linesBefore(head) + lines.length}:${characters(lines.at(-1)!) + 1}`;
};

function checkNames(source: Source, head: Head, cells: readonly Cell[], trim: boolean): void {
  const first = new Map<string, number>();
  // Found for the cell that is refused alone: to count the characters before each is quadratic.
  const placeOf = (cell: Cell): string => `${source.path}:${columnOf(head, cell.start)}`;
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

function wrongDelimiter(source: Source, head: Head, name: string, delimiter: string): RegularizeError | undefined {
  const other = DELIMITERS.find((d) => d !== delimiter && name.includes(d));
  if (other === undefined) return undefined;
  return new RegularizeError({
    code: "E218",
    where: `${source.path}:${linesBefore(head) + 1}:${characters(name.slice(0, name.indexOf(other))) + 1}`,
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
  const head = await headText(source);
  const { text, start, separator } = head;
  const trim = options.trimHeaders ?? false;
  if (text === "" || /^[\r\n]/u.test(text)) throw noHeader(source, head);
  const delimiter = options.delimiter ?? separator ?? sniffDelimiter(text);
  const header = sampleRecords(text, delimiter, 1).records[0] ?? openHeader(source, head, delimiter);
  checkNames(source, head, header, trim);
  const wrong = header.length === 1 ? wrongDelimiter(source, head, header[0]!.text, delimiter) : undefined;
  if (wrong !== undefined) throw wrong;
  if (header.length > MAX_COLUMNS) throw tooManyColumns(source.path, header.length);
  return { delimiter, names: nameCells(header, trim), start, ...(separator === undefined ? {} : { separator }) };
}

function noHeader(source: Source, head: Head): RegularizeError {
  const place = `${source.path}:${linesBefore(head) + 1}:1`;
  const line = head.separator === undefined ? "first line" : `line after sep=${head.separator}`;
  const nothing = head.text === "" && head.separator === undefined;
  return new RegularizeError({
    code: "E204",
    where: place,
    message: `${place} ${nothing ? "the file is empty" : `the ${line} is blank`}`,
    expected: "a header line",
    todo: `the ${line} must name the columns`,
  });
}

function openHeader(source: Source, head: Head, delimiter: string): never {
  const index = sampleRecords(head.text, delimiter, 1).openQuote ?? 0;
  const place = `${source.path}:${columnOf(head, index)}`;
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
