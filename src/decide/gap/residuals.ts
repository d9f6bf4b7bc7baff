/** Rows with like predictions that tell how far a residual usually is. */
const BAND = 40;
/** Of normal numbers, the deviation by their median distance. */
const NORMAL = 1.4826;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2;
}

/**
 * How many deviations each residual lies from the middle of its band: rows of like prediction, some 40 or more. Deviations are
 * 1.4826 · the median distance, which single wrong rows do not move. No less than a twentieth of the deviation of all rows.
 */
export function localDistances(predictions: ArrayLike<number>, residuals: readonly number[]): number[] {
  const n = residuals.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => predictions[a]! - predictions[b]!);
  const bands = Math.max(1, Math.min(20, Math.floor(n / BAND)));
  const whole = NORMAL * median(residuals.map(Math.abs));
  const distances = new Array<number>(n).fill(0);
  for (let band = 0; band < bands; band++) {
    const rows = order.slice(Math.floor((band * n) / bands), Math.floor(((band + 1) * n) / bands));
    const middle = median(rows.map((row) => residuals[row]!));
    const away = rows.map((row) => Math.abs(residuals[row]! - middle));
    const deviation = Math.max(NORMAL * median(away), whole / 20, Number.MIN_VALUE);
    for (const [i, row] of rows.entries()) distances[row] = away[i]! / deviation;
  }
  return distances;
}
