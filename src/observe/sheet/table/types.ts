import type { Origin } from "../origin.ts";

/** Rows of a table with their classes. */
export interface TableRows {
  /** [rows, width], row by row. */
  readonly x: Float32Array;
  readonly rows: number;
  readonly width: number;
  /** Class index of each row; for mixed targets that of the largest share. */
  readonly labels: ArrayLike<number>;
}

export interface TableSheet extends Origin {
  /** What made the rows after of those before, with its strength. */
  readonly operation: string;
  readonly before: TableRows;
  /** `kept` rows from the start are unchanged ones of those before; the others are new or changed. */
  readonly after: TableRows & { readonly kept: number };
  readonly classes: readonly string[];
  /** Names of the columns of x. */
  readonly columns: readonly string[];
  /** Columns that hold the codes of categories: they have no place in the scatter plot. */
  readonly categorical?: readonly number[];
  /** [columns]: of a column of codes what each code stands for. */
  readonly levels?: readonly (readonly string[] | undefined)[];
  /** Index of the class that is looked at (default: the smallest one before). */
  readonly focus?: number;
}
