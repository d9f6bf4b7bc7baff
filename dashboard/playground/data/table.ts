/** A table as the page carries it. Columns with levels hold places in them. */
export interface TableFile {
  readonly columns: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly levels?: readonly string[];
  }[];
  readonly classes: readonly string[];
  /** Class of each row. */
  readonly y: readonly number[];
}

/** Rows of numbers, not yet standardized, and their classes. */
export interface Raw {
  /** What the inputs are called; two of them can be drawn. */
  readonly columns: readonly string[];
  /** Inputs that are standardized over the training rows; the others are 0 or 1. */
  readonly numeric: readonly boolean[];
  readonly classes: readonly string[];
  /** Shape of a row where it is an image, [channels, height, width]. */
  readonly image?: readonly number[];
  /** [rows, columns], one row after the other. */
  readonly x: Float32Array;
  readonly y: Int32Array;
}

/** Columns with levels become one input for each level. */
export function rawOf({ columns, classes, y }: TableFile): Raw {
  const inputs = columns.flatMap(({ name, values, levels }) =>
    levels === undefined
      ? [{ name, numeric: true, at: (row: number) => values[row]! }]
      : levels.map((level, code) => ({
          ...{ name: `${name}: ${level}`, numeric: false },
          at: (row: number) => (values[row] === code ? 1 : 0),
        })),
  );
  const x = new Float32Array(y.length * inputs.length);
  for (let row = 0; row < y.length; row++)
    for (const [i, input] of inputs.entries()) x[row * inputs.length + i] = input.at(row);
  return {
    columns: inputs.map(({ name }) => name),
    numeric: inputs.map(({ numeric }) => numeric),
    ...{ classes, x, y: Int32Array.from(y) },
  };
}
