import { padEnd, padStart, truncate, width } from "./width.ts";

/** One column; `cells` are in the order of the rows and carry no colours. */
export interface TableColumn {
  readonly title: string;
  /** Title where there is little room. */
  readonly short?: string;
  readonly align: "left" | "right";
  readonly cells: readonly string[];
  /** When the table is too wide, columns go in this order, the smallest first; without it a column stays. */
  readonly goes?: number;
}

export interface TableOptions {
  /** Columns of the terminal; Infinity when nobody counts them. */
  readonly width: number;
  /** Colours a cell that already has its final width. */
  readonly paint?: (text: string, row: number, column: TableColumn) => string;
  /** Rows that have one text instead of cells after the first column. */
  readonly spans?: ReadonlyMap<number, string>;
}

const MIN_FIRST = 16;
const widthOf = ({ title, cells }: TableColumn): number => Math.max(width(title), ...cells.map(width));
const totalOf = (widths: readonly number[], space: number): number =>
  widths.reduce((sum, w) => sum + w, 0) + space * (widths.length - 1);

/**
 * Lines of a table, without a border. To fit it takes less space between columns, then short titles, then shortens the first
 * column, then drops columns, and at last shortens the first column to nothing.
 */
export function renderTable(all: readonly TableColumn[], { width: limit, paint, spans }: TableOptions): string[] {
  const isTight = totalOf(all.map(widthOf), 2) > limit;
  let columns = all.map((column) => (isTight ? { ...column, title: column.short ?? column.title } : column));
  const narrow = (): number[] => columns.map((c, i) => (i === 0 ? Math.min(widthOf(c), MIN_FIRST) : widthOf(c)));
  while (totalOf(narrow(), 2) > limit) {
    const next = columns.filter((c) => c.goes !== undefined).sort((a, b) => a.goes! - b.goes!)[0];
    if (next === undefined) break;
    columns = columns.filter((column) => column !== next);
  }
  const widths = columns.map(widthOf);
  const space = totalOf(widths, 3) <= limit ? 3 : 2;
  widths[0] = Math.max(1, Math.min(widths[0]!, widths[0]! - (totalOf(widths, space) - limit)));
  const rows = Math.max(...columns.map(({ cells }) => cells.length));
  const line = (texts: readonly string[], row: number): string =>
    texts.map((text, i) => place(text, columns[i]!, widths[i]!, row, paint)).join(" ".repeat(space));
  const header = line(
    columns.map(({ title }) => title),
    -1,
  );
  const body = Array.from({ length: rows }, (_, row) => {
    const span = spans?.get(row);
    const first = place(columns[0]!.cells[row]!, columns[0]!, widths[0]!, row, paint);
    if (span === undefined)
      return line(
        columns.map(({ cells }) => cells[row] ?? ""),
        row,
      );
    return `${first}${" ".repeat(space)}${truncate(span, Math.max(1, limit - widths[0]! - space))}`;
  });
  return [header, ...body].map((text) => text.trimEnd());
}

function place(text: string, column: TableColumn, size: number, row: number, paint: TableOptions["paint"]): string {
  const fitted = truncate(text, size);
  const padded = column.align === "left" ? padEnd(fitted, size) : padStart(fitted, size);
  return paint === undefined ? padded : paint(padded, row, column);
}
