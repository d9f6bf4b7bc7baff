import { longDoubles, longInts, stretches } from "../../core/long.ts";
import { meanOf } from "../../core/mean.ts";
import type { ClassPredictions } from "./define.ts";

/** Σ w x / Σ w over rows; NaN when all weights are 0. */
export function weightedMean(x: Float64Array, weights: Float64Array): number {
  const sums = new Float64Array(2);
  for (const [from, to] of stretches(x.length, 4)) addStretch(x, weights, sums, from, to);
  return sums[0]! / sums[1]!;
}

function addStretch(x: Float64Array, weights: Float64Array, sums: Float64Array, from: number, to: number): void {
  let sum = sums[0]!;
  let total = sums[1]!;
  for (let i = from; i < to; i++) {
    sum += weights[i]! * x[i]!;
    total += weights[i]!;
  }
  sums[0] = sum;
  sums[1] = total;
}

/** `loss(row)` of every row, [rows]. */
export function perRow(rows: number, loss: (row: number) => number): Float64Array {
  const out = longDoubles(rows);
  for (const [from, to] of stretches(rows, 4)) lossesOf(loss, out, from, to);
  return out;
}

function lossesOf(loss: (row: number) => number, out: Float64Array, from: number, to: number): void {
  for (let row = from; row < to; row++) out[row] = loss(row);
}

/** The most probable class of each row, [rows]; a tie goes to the lower index, as NumPy's argmax. */
export function argmaxOf({ rows, classes, probabilities }: ClassPredictions): Int32Array {
  const best = longInts(rows);
  for (const [from, to] of stretches(rows, 1 + classes)) argmaxIn(probabilities, classes, best, from, to);
  return best;
}

function argmaxIn(probabilities: Float32Array, classes: number, best: Int32Array, from: number, to: number): void {
  for (let row = from, at = from * classes; row < to; row++, at += classes) {
    let top = 0;
    for (let k = 1; k < classes; k++) if (probabilities[at + k]! > probabilities[at + top]!) top = k;
    best[row] = top;
  }
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
