import { count, plural } from "../../core/count.ts";
import { type Key, type Random, randomOf } from "../../core/index.ts";
import type { Better } from "../../train/best.ts";
import { meanAndError, pairedEffect } from "../statistics/index.ts";
import { showSigned } from "../wording.ts";
import { fitPowerLaw, type Measured, type PowerLaw, valueAt } from "./powerLaw.ts";

/** The scores of one number of training rows, a repeat each, in the order of repeats that all sizes share. */
export interface SizeScores {
  readonly rows: number;
  readonly scores: readonly number[];
}

export interface ForecastOptions {
  readonly better: Better;
  /** Validation rows ÷ training rows of the largest size; 0 where repeats share no rows. */
  readonly testFraction: number;
  /** Same key, same interval. */
  readonly key: Key;
  /** How many times the rows (default 2). */
  readonly factor?: number;
  /** Curves drawn for the interval (default 1000). */
  readonly draws?: number;
  /** Coverage of the interval (default .95). */
  readonly level?: number;
  /** The score of a perfect model: 1 where higher is better, else 0. */
  readonly perfect?: number;
}

/** `rises`: more rows help, by about `gain`; `flat`: no sign that they do; `cannotTell`: what they would do is not to be told. */
export type ForecastKind = "rises" | "flat" | "cannotTell";

export interface Forecast {
  readonly kind: ForecastKind;
  /** Why it cannot be told: one sentence. */
  readonly note?: string;
  /** score(n) = a + b (n / scale)^−c in natural units; absent where nothing was fitted. */
  readonly fit?: PowerLaw;
  /** Change of the score by `factor` times the rows, in the metric's own sign, with its interval; NaN where nothing was fitted. */
  readonly gain: { readonly value: number; readonly low: number; readonly high: number };
  readonly factor: number;
  /** Means over repeats, with the fitted value. */
  readonly points: readonly {
    readonly rows: number;
    readonly mean: number;
    readonly se: number;
    readonly fitted: number;
  }[];
}

const LEAST_SIZES = 3;
const LEAST_REPEATS = 3;
const SIGNIFICANT = 0.05;
/** A rise that chance would give more seldom than this is no sign of a flat curve. */
const HINT = 0.3;
/** A point this many standard errors off the fit: the curve is no power law. */
const MISFIT = 4;
const NONE = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

/**
 * What more rows would be worth, by a power law through scores at several sizes of nested training sets. The interval is a
 * parametric bootstrap: curves are drawn around the fit with the repeats' own covariance (sizes of one repeat go together),
 * widened by the corrected resampled factor √(1/J + n_test/n_train) and by Student's t on J − 1 degrees of freedom, and fitted anew.
 * It knows of noise alone: not of a law that bends beyond the rows that there are. Hestness et al. 2017, arXiv:1712.00409.
 */
export function forecast(sizes: readonly SizeScores[], options: ForecastOptions): Forecast {
  const { better, testFraction, factor = 2 } = options;
  const known = sizes.filter(({ scores }) => scores.length > 0 && scores.every(Number.isFinite));
  const plain = known.map(({ rows, scores }) => {
    const { mean, se } = meanAndError(scores, { testFraction });
    return { rows, mean, se, fitted: Number.NaN };
  });
  const repeats = known[0]?.scores.length ?? 0;
  const untold = (note: string): Forecast => ({ kind: "cannotTell", note, gain: NONE, factor, points: plain });
  if (known.length < LEAST_SIZES) return untold(`${plural(known.length, "size does", "sizes do")} not make a curve`);
  if (repeats < LEAST_REPEATS)
    return untold(`${plural(repeats, "repeat gives", "repeats give")} no error to trust; try --seeds 5`);
  const sign = better === "higher" ? -1 : 1;
  const least = sign * (options.perfect ?? (better === "higher" ? 1 : 0));
  const weights = weightsOf(known);
  const losses = plain.map(({ rows, mean }, i): Measured => ({ rows, score: sign * mean, weight: weights[i]! }));
  const law = fitPowerLaw(losses, least);
  const gain = drawnGains(known, law, { ...options, weights, least, sign });
  const points = plain.map((point) => ({ ...point, fitted: sign * valueAt(law, point.rows) }));
  const fit = { ...law, a: sign * law.a, b: sign * law.b };
  return { ...judged(known, points, gain, options), fit, gain, factor, points };
}

/** One over the variance over repeats, drawn halfway to that of all sizes: few repeats know their own variance badly. */
function weightsOf(sizes: readonly SizeScores[]): number[] {
  const variances = sizes.map(({ scores }) => meanAndError(scores).se ** 2);
  const pooled = variances.reduce((a, b) => a + b, 0) / variances.length;
  return variances.map((own) => (pooled > 0 ? 2 / (own + pooled) : 1));
}

interface Drawing extends ForecastOptions {
  readonly weights: readonly number[];
  readonly least: number;
  readonly sign: number;
}

const gainOf = ({ b, c }: PowerLaw, factor: number, sign: number): number => -sign * b * (1 - factor ** -c);

function drawnGains(sizes: readonly SizeScores[], law: PowerLaw, options: Drawing): Forecast["gain"] {
  const { weights, least, sign, factor = 2, draws = 1000, level = 0.95 } = options;
  const random = randomOf(options.key);
  const gains = Array.from({ length: draws }, () => {
    const noise = drawNoise(sizes, options.testFraction, random);
    const losses = sizes.map(
      ({ rows }, i): Measured => ({ rows, score: valueAt(law, rows) + sign * noise[i]!, weight: weights[i]! }),
    );
    return gainOf(fitPowerLaw(losses, least), factor, sign);
  }).sort((a, b) => a - b);
  const at = (q: number): number => gains[Math.round(q * (draws - 1))]!;
  return { value: gainOf(law, factor, sign), low: at((1 - level) / 2), high: at((1 + level) / 2) };
}

/** Errors of the means, a draw of the multivariate t with the repeats' covariance over sizes. */
function drawNoise(sizes: readonly SizeScores[], testFraction: number, random: Random): number[] {
  const n = sizes[0]!.scores.length;
  const z = Array.from({ length: n }, () => random.normal());
  const square = Array.from({ length: n - 1 }, () => random.normal() ** 2).reduce((a, b) => a + b, 0);
  const scale = Math.sqrt((1 / n + testFraction) / square);
  return sizes.map(({ scores }) => {
    const mean = scores.reduce((a, b) => a + b, 0) / n;
    return scale * scores.reduce((sum, score, j) => sum + z[j]! * (score - mean), 0);
  });
}

function judged(
  sizes: readonly SizeScores[],
  points: Forecast["points"],
  gain: Forecast["gain"],
  { better, testFraction }: ForecastOptions,
): Pick<Forecast, "kind" | "note"> {
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const rise = pairedEffect(
    last.scores.map((score, i) => score - first.scores[i]!),
    { testFraction },
  );
  const isBetter = better === "higher" ? rise.mean > 0 : rise.mean < 0;
  if (isBetter && rise.p > SIGNIFICANT && rise.p <= HINT) {
    const note = `${count(last.rows)} rows score ${showSigned(rise.mean)} beside ${count(first.rows)}, which ${plural(last.scores.length, "repeat")} cannot tell from chance`;
    return { kind: "cannotTell", note };
  }
  if (!(rise.p <= SIGNIFICANT) || !isBetter) return { kind: "flat" };
  const off = points.find(({ mean, se, fitted }) => Math.abs(mean - fitted) > MISFIT * se);
  if (off !== undefined) return { kind: "cannotTell", note: `the score at ${off.rows} rows is on no power law` };
  if (gain.high - gain.low > Math.abs(rise.mean))
    return {
      kind: "cannotTell",
      note: "what twice the data would give is less certain than all that the curve has risen",
    };
  return { kind: "rises" };
}
