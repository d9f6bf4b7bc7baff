import { criticalT } from "../../statistics/student.ts";
import { type Figure, UNKNOWN } from "../figure.ts";

/** Losses of rows [rows], on clean rows and on changed ones. */
export interface Losses {
  readonly clean: Float64Array;
  readonly changed: Float64Array;
}

/** For slopes by differences. */
const STEP = 1e-6;

/**
 * A smooth function of both mean losses, with Student's interval for its linear part at these means: rows are paired, so what they have
 * in common cancels. Unknown from fewer than two rows.
 */
export function lossFigure(
  { clean, changed }: Losses,
  of: (clean: number, changed: number) => number,
  level = 0.95,
): Figure {
  const [a, b, n] = [meanOf(clean), meanOf(changed), clean.length];
  const value = of(a, b);
  if (n < 2 || !Number.isFinite(value)) return UNKNOWN;
  const step = STEP * Math.max(a, b);
  const slopes = [of(a + step, b) - value, of(a, b + step) - value].map((rise) => rise / step) as [number, number];
  const variance = clean.reduce(
    (sum, loss, row) => sum + (slopes[0] * (loss - a) + slopes[1] * (changed[row]! - b)) ** 2 / (n - 1),
    0,
  );
  const half = criticalT(level, n - 1) * Math.sqrt(variance / n);
  return { value, low: value - half, high: value + half };
}

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** Mean of several arrays, entry by entry. */
export function meanOver(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0]!.map((_, i) => arrays.reduce((sum, array) => sum + array[i]!, 0) / arrays.length);
}
