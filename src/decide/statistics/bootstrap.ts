import { type Key, type Random, RegularizeError, randomOf } from "../../core/index.ts";
import type { WeightedScore } from "../../train/metrics/index.ts";

export interface Interval {
  /** The score of the rows themselves. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Draws made: fewer than asked for when rows × draws would pass 10⁸. */
  readonly draws: number;
  /** Draws without a score (a class without rows), left out of the quantiles. */
  readonly undefinedDraws: number;
}

export interface BootstrapOptions {
  /** Same key, same interval. */
  readonly key: Key;
  /** Default 1000. */
  readonly draws?: number;
  /** Coverage of the interval (default .95). */
  readonly level?: number;
}

const MOST_WORK = 1e8;
const FEWEST_DRAWS = 200;

/**
 * Percentile bootstrap over rows of a score that takes row weights [rows], such as `metric.prepare(predictions)`.
 * A draw is multinomial counts: how often each row came up in `rows` draws with replacement. No row is copied and what is
 * sorted stays sorted: a draw costs O(rows). It answers for these rows and this trained model, not for another training.
 * Rows must be independent; rows of one group are not. Efron 1979, doi:10.1214/aos/1176344552.
 */
export function bootstrapInterval(rows: number, score: WeightedScore, options: BootstrapOptions): Interval {
  const { key, level = 0.95 } = options;
  checkOptions(rows, options.draws ?? 1000, level);
  const draws = affordableDraws(rows, options.draws ?? 1000);
  const random = randomOf(key);
  const counts = new Float64Array(rows);
  const scores = Float64Array.from({ length: draws }, () => score(resample(counts, random)));
  const defined = scores.filter((s) => !Number.isNaN(s)).sort();
  return {
    value: score(),
    low: quantile(defined, (1 - level) / 2),
    high: quantile(defined, (1 + level) / 2),
    draws,
    undefinedDraws: draws - defined.length,
  };
}

/**
 * The paired bootstrap of a − b for two models scored on the same rows: each draw weighs both alike, so what the rows
 * have in common cancels.
 */
export function bootstrapDifference(
  rows: number,
  a: WeightedScore,
  b: WeightedScore,
  options: BootstrapOptions,
): Interval {
  return bootstrapInterval(rows, (weights) => a(weights) - b(weights), options);
}

/** Overwrites `counts` [rows] with a draw of `rows` rows with replacement. */
function resample(counts: Float64Array, random: Random): Float64Array {
  counts.fill(0);
  for (let i = 0; i < counts.length; i++) counts[random.below(counts.length)]! += 1;
  return counts;
}

/** The q-quantile of ascending numbers, linear between order statistics (NumPy's default); NaN of none. */
function quantile(ascending: Float64Array, q: number): number {
  if (ascending.length === 0) return Number.NaN;
  const position = q * (ascending.length - 1);
  const below = ascending[Math.floor(position)]!;
  return below + (position % 1) * (ascending[Math.ceil(position)]! - below);
}

/** The draws made of those asked for: rows × draws ≤ 10⁸ (some 5 s), but at least 200; many rows need fewer draws. */
export function affordableDraws(rows: number, draws: number): number {
  return Math.min(draws, Math.max(FEWEST_DRAWS, Math.floor(MOST_WORK / rows)));
}

function checkOptions(rows: number, draws: number, level: number): void {
  if (Number.isInteger(rows) && rows > 0 && Number.isInteger(draws) && draws > 0 && level > 0 && level < 1) return;
  throw new RegularizeError({
    code: "E311",
    where: "bootstrapInterval",
    message: "bootstrapInterval: a setting is out of range",
    expected: "rows and draws ≥ 1 and a level in (0, 1)",
    received: `rows ${rows}, draws ${draws}, level ${level}`,
  });
}
