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

/** How a column is read: what `types` forces, and what a model remembers. `date:%d/%m/%Y` names a strptime format. */
export type ColumnType = "numeric" | "category" | "date" | `date:${string}`;

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

/** Prose or near-unique strings, too many to hold: counted, not read. */
export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  /** Estimated (HyperLogLog). */
  readonly distinct: number;
  readonly missing: number;
}

export type Column = NumericColumn | CategoryColumn | TextColumn;
/** A column whose cells are held. */
export type DataColumn = NumericColumn | CategoryColumn;

export type TableFormat = "csv" | "parquet" | "jsonl";

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

/** `1,234,567`. */
export const count = (n: number): string => n.toLocaleString("en-US");

/** `1 cell`, `2 cells`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
