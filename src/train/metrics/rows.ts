import { meanOf } from "../../core/mean.ts";
import type { ClassPredictions } from "./define.ts";

/** Σ w x / Σ w over rows; NaN when all weights are 0. */
export function weightedMean(x: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    sum += weights[i]! * x[i]!;
    total += weights[i]!;
  }
  return sum / total;
}

/** `loss(row)` of every row, [rows]. */
export function perRow(rows: number, loss: (row: number) => number): Float64Array {
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) out[row] = loss(row);
  return out;
}

/** The most probable class of each row, [rows]; a tie goes to the lower index, as NumPy's argmax. */
export function argmaxOf({ rows, classes, probabilities }: ClassPredictions): Int32Array {
  const best = new Int32Array(rows);
  for (let row = 0, at = 0; row < rows; row++, at += classes) {
    let top = 0;
    for (let k = 1; k < classes; k++) if (probabilities[at + k]! > probabilities[at + top]!) top = k;
    best[row] = top;
  }
  return best;
}

/** Per class, [classes]: weight of its rows, of the rows said to be it, and of those both. */
export interface Counts {
  readonly actual: Float64Array;
  readonly said: Float64Array;
  readonly both: Float64Array;
}

/** Counts of each class as a function of row weights. */
export function countClasses(p: ClassPredictions): (weights: Float64Array) => Counts {
  const said = argmaxOf(p);
  return (weights) => {
    const counts: Counts = {
      actual: new Float64Array(p.classes),
      said: new Float64Array(p.classes),
      both: new Float64Array(p.classes),
    };
    for (let row = 0; row < p.rows; row++) {
      const target = p.targets[row]!;
      const weight = weights[row]!;
      counts.actual[target]! += weight;
      counts.said[said[row]!]! += weight;
      if (target === said[row]) counts.both[target]! += weight;
    }
    return counts;
  };
}

/** Mean of the values that are numbers; NaN when there is none. */
export const meanOfDefined = (values: readonly number[]): number => meanOf(values.filter((v) => !Number.isNaN(v)));
