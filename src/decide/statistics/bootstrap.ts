import { type Key, type Random, RegularizeError, randomOf } from "../../core/index.ts";
import { criticalT } from "./student.ts";
import type { WeightedScore } from "../../train/metrics/index.ts";

export interface Interval {
  /** The score of the rows themselves. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Draws made: fewer than asked for when rows × draws would pass 10⁸. */
  readonly draws: number;
  /** Draws without a score (a class without rows), left out. */
  readonly undefinedDraws: number;
  /** What the ends are made of: quantiles of the draws, or of very many rows value ± z · deviation of the draws. */
  readonly by: "quantiles" | "deviation";
}

export interface BootstrapOptions {
  /** Same key, same interval. */
  readonly key: Key;
  /** Default 1000. */
  readonly draws?: number;
  /** Coverage of the interval (default .95). */
  readonly level?: number;
  /** Smallest and largest score there is: no end is beyond. */
  readonly range?: readonly [low: number, high: number];
}

/** Rows × draws up to which quantiles are taken (some 4 s), and those made beyond. */
const MOST_WORK = { quantiles: 1e8, deviation: 2e7 };
const FEWEST_DRAWS = 64;

/**
 * Percentile bootstrap over rows of a score that takes row weights [rows], such as `metric.prepare(predictions)`.
 * A draw is multinomial counts: how often each row came up in `rows` draws with replacement. No row is copied and what is
 * sorted stays sorted: a draw costs O(rows). It answers for these rows and this trained model, not for another training.
 * Rows must be independent; rows of one group are not. Efron 1979, doi:10.1214/aos/1176344552.
 *
 * Of so many rows that rows × draws would pass 10⁸ scores are normal by the central limit: the interval is then value ± z · the deviation of
 * 2 · 10⁷ / rows draws, 64 at least. 100 draws give its width within 7 %, where quantiles of 500 give each end within 6 %.
 */
export function bootstrapInterval(rows: number, score: WeightedScore, options: BootstrapOptions): Interval {
  const { key, level = 0.95, range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = options;
  const asked = options.draws ?? 1000;
  checkOptions(rows, asked, level);
  const draws = affordableDraws(rows, asked);
  const by = rows * asked > MOST_WORK.quantiles ? "deviation" : "quantiles";
  const random = randomOf(key);
  const counts = new Float64Array(rows);
  const scores = Float64Array.from({ length: draws }, () => score(resample(counts, random)));
  const defined = scores.filter((s) => !Number.isNaN(s)).sort();
  const value = score();
  const ends = by === "deviation" ? around(value, defined, level) : between(defined, level);
  const [low, high] = ends[0] === ends[1] ? atTheEnd(value, rows, level, range) : ends;
  const told = { draws, undefinedDraws: draws - defined.length, by } as const;
  return { value, low: Math.max(low, range[0]), high: Math.min(high, range[1]), ...told };
}

/**
 * Of a score at an end of its range every draw is the same, which is no certainty: as far from the end as the share of rows that may be otherwise
 * when none of so many is, by Clopper & Pearson 1934, doi:10.1093/biomet/26.4.404. Exact for accuracy; of 36 rows, none wrong: .903 to 1.
 */
function atTheEnd(
  value: number,
  rows: number,
  level: number,
  [least, most]: readonly [number, number],
): readonly [number, number] {
  const span = (most - least) * (1 - ((1 - level) / 2) ** (1 / rows));
  if (!Number.isFinite(span)) return [value, value];
  return [value === most ? most - span : value, value === least ? least + span : value];
}

const between = (ascending: Float64Array, level: number): readonly [number, number] => [
  quantile(ascending, (1 - level) / 2),
  quantile(ascending, (1 + level) / 2),
];

/** value ± z · the deviation of the draws; z is that of very many degrees of freedom. */
function around(value: number, scores: Float64Array, level: number): readonly [number, number] {
  const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
  const squares = scores.reduce((sum, s) => sum + (s - mean) ** 2, 0);
  const half = criticalT(level, 1e6) * Math.sqrt(squares / (scores.length - 1));
  return [value - half, value + half];
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

/** The draws made of those asked for, as `bootstrapInterval` has it. */
export function affordableDraws(rows: number, draws: number): number {
  if (rows * draws <= MOST_WORK.quantiles) return draws;
  return Math.min(draws, Math.max(FEWEST_DRAWS, Math.floor(MOST_WORK.deviation / rows)));
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
