import type { ClassPredictions } from "../../../train/metrics/index.ts";
import { type Figure, meanFigure } from "../figure.ts";

/** float32 machine epsilon: one certain mistake costs 15.94 and not infinity, as in the metric. */
const EPSILON = 2 ** -23;
const MOST_CONFUSIONS = 3;
/** A rise of confusion that is worth a name. */
const LEAST_RISE = 0.02;

/** The class with the largest probability ÷ share, [rows]. */
export function decisions({ rows, classes, probabilities }: ClassPredictions, shares: Float64Array): Int32Array {
  const said = new Int32Array(rows);
  const weight = (row: number, k: number): number => probabilities[row * classes + k]! / (shares[k]! || 1);
  for (let row = 0; row < rows; row++)
    for (let k = 1; k < classes; k++) if (weight(row, k) > weight(row, said[row]!)) said[row] = k;
  return said;
}

/** [classes]: how large a part of the rows each class is. */
export function sharesOf({ rows, classes, targets }: ClassPredictions): Float64Array {
  const shares = new Float64Array(classes);
  for (const target of targets) shares[target]! += 1 / rows;
  return shares;
}

/** −ln of the right class's probability, [rows]. */
export const rowLosses = ({ rows, classes, probabilities, targets }: ClassPredictions): Float64Array =>
  Float64Array.from(
    { length: rows },
    (_, row) => -Math.log(Math.min(1, Math.max(EPSILON, probabilities[row * classes + targets[row]!]!))),
  );

/** What was said of rows, and what would have been right. */
export interface Said {
  readonly said: Int32Array;
  readonly targets: ArrayLike<number>;
}

/** The share of copies that were right, [rows]. */
export function rightness(copies: readonly Said[]): Float64Array {
  const one = 1 / copies.length;
  return Float64Array.from(copies[0]!.said, (_, row) =>
    copies.reduce((sum, { said, targets }) => sum + (said[row] === targets[row] ? one : 0), 0),
  );
}

/** The wrong answers that became more frequent, by class of the clean row: the largest rises first. */
export function risingConfusions(
  clean: Said,
  copies: readonly Said[],
  rowsOf: readonly (readonly number[])[],
): { readonly from: number; readonly to: number; readonly rise: Figure }[] {
  const one = 1 / copies.length;
  const taken = ({ said, targets }: Said, row: number, to: number): number =>
    said[row] === to && targets[row] !== to ? 1 : 0;
  const rises = (rows: readonly number[], to: number): number[] =>
    rows.map((row) => copies.reduce((sum, copy) => sum + one * taken(copy, row, to), 0) - taken(clean, row, to));
  const all = rowsOf.flatMap((rows, from) =>
    rowsOf.map((_, to) => ({ from, to, rise: rises(rows, to).reduce((sum, v) => sum + v, 0) / rows.length })),
  );
  return all
    .filter(({ rise }) => rise >= LEAST_RISE)
    .sort((a, b) => b.rise - a.rise)
    .slice(0, MOST_CONFUSIONS)
    .map(({ from, to }) => ({ from, to, rise: meanFigure(rises(rowsOf[from]!, to), -1, 1) }));
}
