/** One thing worth telling: what was chosen or found, and the flag that changes it. */
export interface Notice {
  readonly level: "info" | "warning";
  readonly text: string;
  /** The flag that changes the choice, such as `--keep customerID`. */
  readonly flag?: string;
}

export const info = (text: string, flag?: string): Notice => ({
  level: "info",
  text,
  ...(flag === undefined ? {} : { flag }),
});
export const warning = (text: string, flag?: string): Notice => ({
  level: "warning",
  text,
  ...(flag === undefined ? {} : { flag }),
});

/**
 * How a column is read: what `types` forces, and what a model remembers. `date:%d/%m/%Y` names a strptime format; `text` holds
 * prose cell by cell, and is never chosen for the user.
 */
export type ColumnType = "numeric" | "category" | "text" | "date" | `date:${string}`;

/** Numbers, or dates as days since 1970-01-01. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly name: string;
  /** [rows]; NaN is missing, never ±Infinity. */
  readonly values: Float32Array;
  readonly missing: number;
  /** Different values, missing not counted. */
  readonly distinct: number;
  readonly integer: boolean;
  /** NaN when every cell is missing. */
  readonly min: number;
  readonly max: number;
  /** Set for dates: how the cells are parsed. */
  readonly date?: "date" | `date:${string}`;
}

/** Words. `codes[row]` is an index into `levels`. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  /** Sorted by UTF-16 code unit, in the form that the file has: `"1"` stays `"1"`. */
  readonly levels: readonly string[];
  /** [rows]; −1 is missing. */
  readonly codes: Int32Array;
  readonly missing: number;
}

/** Prose or near-unique strings. Too many to be categories: counted, and held only when `types` says `text`. */
export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  /** Estimated (HyperLogLog); exact when the cells are held. */
  readonly distinct: number;
  /** Cells that mean missing; when the cells are held, empty ones only. */
  readonly missing: number;
  /** Mean over the cells that are not empty, by blanks between them; a character of Han, kana or Thai is a word. */
  readonly words: number;
  /** [rows], to the letter; "" is missing. */
  readonly values?: readonly string[];
}

export type Column = NumericColumn | CategoryColumn | TextColumn;
/** A column whose cells are held. */
export type DataColumn = NumericColumn | CategoryColumn;

/** `jsonl`: an object on each line; `json`: one array of objects. */
export type TableFormat = "csv" | "parquet" | "jsonl" | "json";

/** A file, column by column. */
export interface Table {
  /** As the user wrote it. */
  readonly path: string;
  readonly format: TableFormat;
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly notices: readonly Notice[];
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly hash: string;
  /** CSV only. */
  readonly delimiter?: string;
}

/** The type to force so that another file is read as this column was. */
export function typeOf(column: DataColumn): ColumnType {
  return column.kind === "category" ? "category" : (column.date ?? "numeric");
}
