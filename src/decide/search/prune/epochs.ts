/** Losses by epoch, lower is better. */
export type Curve = readonly number[];

/**
 * Says after an epoch whether to stop a fold's training early. **Not safe**: regularized runs learn slower and overtake later (curves cross), so
 * what is given up may have been the best; and what the others' curves show depends on who ran first, so tables depend on the workers.
 */
export interface EpochPruning {
  readonly rule: "median" | "halving";
  /** Says that the above is understood. */
  readonly unsafe: true;
  /** median: curves that must be complete before it (default 5). */
  readonly startUps?: number;
  /** Epochs that every run gets (default 5). */
  readonly least?: number;
  /** halving: of each η that reach a rung one goes on (default 3). */
  readonly factor?: number;
}

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const leastOf = (curve: Curve): number => curve.reduce((a, b) => (b < a ? b : a), Number.POSITIVE_INFINITY);

/** Worse than the median of the others at this epoch, by its best so far against their means so far. Golovin et al. 2017 (Vizier). */
function isBelowMedian(curve: Curve, others: readonly Curve[], startUps: number): boolean {
  const epoch = curve.length;
  const reached = others.filter((other) => other.length >= epoch);
  if (reached.length < startUps) return false;
  return leastOf(curve) > medianOf(reached.map((other) => other.slice(0, epoch).reduce((a, b) => a + b, 0) / epoch));
}

/** Not among the best 1/η at a rung of least · ηᵏ epochs. Li et al. 2020, Asynchronous Successive Halving, arXiv:1810.05934. */
function fallsAtRung(curve: Curve, others: readonly Curve[], least: number, factor: number): boolean {
  const rung = Math.log(curve.length / least) / Math.log(factor);
  if (Math.abs(rung - Math.round(rung)) > 1e-9 || rung < 0) return false;
  const reached = others.filter((other) => other.length >= curve.length);
  const rank = reached.filter((other) => leastOf(other.slice(0, curve.length)) < leastOf(curve)).length;
  return rank >= Math.max(1, Math.floor((reached.length + 1) / factor));
}

/** Whether to stop a run with this curve so far, beside the curves of others on the same fold. */
export function stopsEarly(
  curve: Curve,
  others: readonly Curve[],
  { rule, startUps = 5, least = 5, factor = 3 }: EpochPruning,
): boolean {
  if (curve.length < least) return false;
  return rule === "median" ? isBelowMedian(curve, others, startUps) : fallsAtRung(curve, others, least, factor);
}
