import type { RowData } from "./rows.ts";

/** Rows ready for a network: x is [rows, …input], y is [rows, outputs] (values, or one-hot classes; see the loss). */
export interface Examples<X extends RowData = Float32Array> {
  readonly rows: number;
  readonly x: X;
  readonly y: Float32Array;
  /** [rows]: what messages call each row, such as its place in the user's file; its index here when absent. */
  readonly ids?: Int32Array;
}

/** Rows ready for a network, wherever they lie. */
export type AnyExamples = Examples<RowData>;

/** What messages call these rows. */
export const idsOf = ({ ids }: Pick<Examples, "ids">, rows: Int32Array): Int32Array =>
  ids === undefined ? rows : rows.map((row) => ids[row]!);

export interface Scored {
  /** [rows, outputs]: probabilities of classes, or values. */
  readonly predictions: Float32Array;
  /** Mean data loss over the rows, regularizers left out. */
  readonly loss: number;
  /** Data loss of each row. */
  readonly rowLosses: Float32Array;
}
