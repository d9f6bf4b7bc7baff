import { bytesBetween, contentOf, type Source } from "../source.ts";
import { type Dialect, linesBefore } from "./header.ts";
import { type Mark, Scanner, type Wanted } from "./scan.ts";

/** A point of a file for people and editors: 1-based physical line, 1-based character (Unicode code point) in it. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export const showPlace = (path: string, place: Place): string => `${path}:${place.line}:${place.column}`;

const LF = 10;

/** Code points that begin in the bytes. */
const characters = (bytes: Uint8Array): number => bytes.reduce((n, byte) => n + ((byte & 0xc0) === 0x80 ? 0 : 1), 0);

export async function placeOf(source: Source, mark: Mark): Promise<Place> {
  return { line: mark.line, column: characters(await bytesBetween(source, mark.lineStart, mark.offset)) + 1 };
}

/** The place of a byte of the content; `start` is where the header begins. */
export async function placeOfByte(source: Source, start: number, offset: number): Promise<Place> {
  let line = 1;
  let lineStart = start;
  let base = 0;
  for await (const piece of contentOf(source)) {
    for (let at = piece.indexOf(LF); at >= 0 && base + at < offset; at = piece.indexOf(LF, at + 1)) {
      line++;
      lineStart = base + at + 1;
    }
    base += piece.length;
    if (base >= offset) break;
  }
  return placeOf(source, { line, lineStart, offset });
}

/** Where cells begin: `row` counts from 0 below the header. Reads the file again: for error messages only. */
export async function placesOfCells(
  source: Source,
  dialect: Dialect,
  cells: readonly { readonly row: number; readonly field: number }[],
): Promise<Place[]> {
  const wanted: Wanted[] = cells.map(({ row, field }) => ({ record: row + 1, field }));
  const scanner = new Scanner(dialect.delimiter, dialect.names.length, dialect.start, wanted, linesBefore(dialect) + 1);
  let skip = dialect.start;
  for await (const piece of contentOf(source)) {
    scanner.push(piece.subarray(skip));
    skip = Math.max(0, skip - piece.length);
    if (scanner.found.length === wanted.length) break;
  }
  scanner.end();
  const places: Place[] = [];
  for (const mark of scanner.found) places.push(await placeOf(source, mark));
  return places;
}
