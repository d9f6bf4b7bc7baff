import { ascending } from "../../train/metrics/ranking.ts";

/** Rows with like predictions that tell how far a residual usually is. */
const BAND = 40;
/** Of normal numbers, the deviation by their median distance. */
const NORMAL = 1.4826;
/** Least deviation; no denormal, which is 0 in a process that trained. */
const LEAST = 2 ** -1022;

/** Sorts `values` in place. */
function median(values: Float64Array): number {
  const sorted = values.sort();
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}

/**
 * How many deviations each residual lies from the middle of its band: rows of like prediction, some 40 or more. Deviations are
 * 1.4826 · the median distance, which single wrong rows do not move. No less than a twentieth of the deviation of all rows.
 */
export function localDistances(predictions: ArrayLike<number>, residuals: ArrayLike<number>): Float64Array {
  const n = residuals.length;
  const order = ascending(Float32Array.from(predictions));
  const bands = Math.max(1, Math.min(20, Math.floor(n / BAND)));
  const whole = NORMAL * median(Float64Array.from(residuals, Math.abs));
  const distances = new Float64Array(n);
  for (let band = 0; band < bands; band++) {
    const rows = order.subarray(Math.floor((band * n) / bands), Math.floor(((band + 1) * n) / bands));
    const middle = median(Float64Array.from(rows, (row) => residuals[row]!));
    const away = Float64Array.from(rows, (row) => Math.abs(residuals[row]! - middle));
    const deviation = Math.max(NORMAL * median(away.slice()), whole / 20, LEAST);
    rows.forEach((row, i) => {
      distances[row] = away[i]! / deviation;
    });
  }
  return distances;
}
