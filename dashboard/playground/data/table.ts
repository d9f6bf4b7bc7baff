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

/** Images of one size as bytes 0 … 255, one after the other. */
export interface Pixels {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly pixels: Uint8Array;
}

/** What the networks see of a pixel in 0 … 1: (value − mean) / std. */
export const PIXEL = { mean: [0.3], std: [0.5] };

/** Other words by word, or by the word before and the word. */
export type Synonyms = Readonly<Record<string, readonly string[]>>;

/** Rows of numbers, not yet standardized, and their classes. */
export interface Raw {
  /** What the inputs are called; two of them can be drawn. */
  readonly columns: readonly string[];
  /** Inputs that are standardized over the training rows; the others are 0 or 1. */
  readonly numeric: readonly boolean[];
  readonly classes: readonly string[];
  /** Where rows are a table: how many inputs each column has, 1 for a number and one per level for a category. */
  readonly levels?: readonly number[];
  /** Where rows are images: the shape of one, and the bytes of all. */
  readonly image?: Pixels;
  /** Where rows are texts, which are written as numbers when it is known which of them are learned: `x` is empty. */
  readonly texts?: readonly string[];
  /** Where rows are texts: other words for a word, and for one behind another where those differ ("the watch"). */
  readonly synonyms?: Synonyms;
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
    levels: columns.map(({ levels }) => levels?.length ?? 1),
    ...{ classes, x, y: Int32Array.from(y) },
  };
}

/** Images as rows: each its class and then its bytes. */
export function rawOfImages(bytes: Uint8Array, shape: Pixels["shape"], classes: readonly string[]): Raw {
  const width = shape[0] * shape[1] * shape[2];
  const rows = bytes.length / (width + 1);
  const pixels = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++)
    pixels.set(bytes.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)), row * width);
  const columns = Array.from({ length: width }, (_, i) => `pixel ${i}`);
  return {
    ...{ columns, numeric: columns.map(() => false), classes, image: { shape, pixels } },
    x: Float32Array.from(pixels, (byte) => (byte / 255 - PIXEL.mean[0]!) / PIXEL.std[0]!),
    y: Int32Array.from({ length: rows }, (_, row) => bytes[row * (width + 1)]!),
  };
}
