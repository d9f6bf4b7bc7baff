import { type Dialect, readDialect } from "./csv/header.ts";
import { type Place, placesOfCells, showPlace } from "./csv/place.ts";
import { characters } from "./csv/text.ts";
import { type Element, elementsOf, placeWithin } from "./jsonArray.ts";
import { contentOf, openSource, type Source } from "./source.ts";
import type { Table } from "./table.ts";

/** A cell by its row (from 0, below the header) and its column's position in the file. */
export interface CellAt {
  readonly row: number;
  readonly field: number;
}

/** The text of some lines of a JSON-lines file, counted without the blank ones, with their physical numbers. */
async function jsonLines(
  source: Source,
  rows: ReadonlySet<number>,
): Promise<Map<number, { line: number; text: string }>> {
  const found = new Map<number, { line: number; text: string }>();
  const last = Math.max(...rows);
  let rest = "";
  let line = 0;
  let row = -1;
  const visit = (text: string): void => {
    line++;
    if (text.trim() !== "" && rows.has(++row)) found.set(row, { line, text });
  };
  for await (const piece of contentOf(source)) {
    const lines = (rest + piece.toString("utf8")).split("\n");
    rest = lines.pop()!;
    for (const text of lines) visit(text);
    if (row >= last) return found;
  }
  if (rest !== "") visit(rest);
  return found;
}

async function jsonPlaces(
  source: Source,
  names: readonly string[],
  cells: readonly CellAt[],
): Promise<(Place | undefined)[]> {
  if (source.format === "json") return arrayPlaces(source, names, cells);
  const lines = await jsonLines(source, new Set(cells.map(({ row }) => row)));
  return cells.map(({ row, field }) => {
    const found = lines.get(row);
    if (found === undefined) return undefined;
    const key = found.text.indexOf(JSON.stringify(names[field]!));
    return { line: found.line, column: characters(found.text.slice(0, Math.max(0, key))) + 1 };
  });
}

async function arrayPlaces(
  source: Source,
  names: readonly string[],
  cells: readonly CellAt[],
): Promise<(Place | undefined)[]> {
  const rows = new Map<number, Element>(cells.map(({ row }) => [row, undefined!]));
  let row = 0;
  for await (const element of elementsOf(source)) {
    if (rows.has(row)) rows.set(row, element);
    row++;
  }
  return Promise.all(
    cells.map(async (cell) => {
      const element = rows.get(cell.row);
      const key = element?.text.indexOf(JSON.stringify(names[cell.field]!)) ?? 0;
      return element && placeWithin(source, element, Math.max(0, key));
    }),
  );
}

/** `file:line:column` of each cell; `file row 12` in a Parquet file. Reads the file again: for messages only. */
export async function showCells(
  source: Source,
  names: readonly string[],
  dialect: Dialect | undefined,
  cells: readonly CellAt[],
): Promise<string[]> {
  const order = cells
    .map((_, k) => k)
    .sort((a, b) => cells[a]!.row - cells[b]!.row || cells[a]!.field - cells[b]!.field);
  const sorted = order.map((k) => cells[k]!);
  const places: readonly (Place | undefined)[] =
    dialect !== undefined
      ? await placesOfCells(source, dialect, sorted)
      : source.format === "jsonl" || source.format === "json"
        ? await jsonPlaces(source, names, sorted)
        : [];
  const shown = new Array<string>(cells.length);
  for (const [at, k] of order.entries()) {
    const place = places[at];
    shown[k] = place === undefined ? `${source.path} row ${cells[k]!.row + 1}` : showPlace(source.path, place);
  }
  return shown;
}

/** `train.csv:10482:7`: where a cell of a table begins in its file (physical line, character). */
export async function cellPlaces(table: Table, column: string, rows: readonly number[]): Promise<string[]> {
  const source = await openSource(table.path, table.format);
  const dialect =
    table.delimiter === undefined
      ? undefined
      : await readDialect(source, { delimiter: table.delimiter, trimHeaders: true });
  const names = dialect?.names ?? table.columns.map(({ name }) => name);
  const field = names.indexOf(column);
  return showCells(
    source,
    names,
    dialect,
    rows.map((row) => ({ row, field })),
  );
}
