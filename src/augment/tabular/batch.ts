import { invariant } from "../../core/index.ts";

/** A matrix of rows, row by row. */
export interface Rows {
  /** [rows, width] */
  readonly x: Float32Array;
  readonly rows: number;
  readonly width: number;
}

/** Rows with what the network learns to give for them; one column per class, or one number. */
export interface Batch extends Rows {
  /** [rows, outputs] */
  readonly targets: Float32Array;
  readonly outputs: number;
}

/** Class indices [rows] as targets [rows, classes]: 1 at the class, 0 elsewhere. */
export function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    invariant(Number.isInteger(label) && label >= 0 && label < classes, `class ${label} of ${classes}`);
    targets[row * classes + label] = 1;
  }
  return targets;
}

/** out[row] ← keep·x[row] + (1 − keep)·x[partner] in matrices of one width, in double precision. */
export function mixRow(
  out: Float32Array,
  x: Float32Array,
  width: number,
  { row, partner, keep }: { readonly row: number; readonly partner: number; readonly keep: number },
): void {
  for (let c = 0; c < width; c++) {
    const own = x[row * width + c]!;
    out[row * width + c] = own + (1 - keep) * (x[partner * width + c]! - own);
  }
}
