import type { Column, ColumnType, Notice, TableFormat } from "./table.ts";

export interface ReadOptions {
  /** By the file's name and first bytes when not given. */
  readonly format?: TableFormat;
  /** One ASCII character; found by trying `,` tab `;` `|` when not given. */
  readonly delimiter?: string;
  /** Takes invisible characters off the ends of the column names. */
  readonly trimHeaders?: boolean;
  /** What to do with a cell that is no number in a column of numbers: stop (E214, E215), or take it as missing. */
  readonly onBadCell?: "error" | "missing";
  /** Types to force, by column: at prediction, those of the model. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** Cells that mean missing, instead of `MISSING_TOKENS`; empty cells always do. */
  readonly missing?: readonly string[];
  /** Columns that are read whole however many different words they have: target, groups. */
  readonly whole?: readonly string[];
  /** Columns whose missing cells nothing fills, and reading does not tell of: the target, those that are not learned from. */
  readonly unfilled?: readonly string[];
  /** Fewer rows are an error (E206): 2 to train, 1 to predict. */
  readonly minimumRows?: number;
  /** DuckDB's threads. */
  readonly threads?: number;
}

/** Columns as they were read, and what is told of them. */
export interface ReadColumns {
  readonly columns: Column[];
  readonly rows: number;
  readonly notices: Notice[];
  /** SHA-256 of the bytes on the disk. */
  readonly hash: string;
  /** Physical line = row + 2, or + 3 below a line `sep=;`. */
  readonly plainLines: boolean;
}
