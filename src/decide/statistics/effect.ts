import { RegularizeError } from "../../core/index.ts";
import { criticalT, twoSidedP } from "./student.ts";

export interface MeanAndError {
  readonly mean: number;
  /** Standard error of the mean; NaN for fewer than two values. */
  readonly se: number;
  readonly n: number;
}

/** A mean difference with its interval and two-sided p; NaN wherever the repeats cannot tell, and then `note` says why. */
export interface Effect extends MeanAndError {
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Why an interval is missing: one sentence for a person. */
  readonly note?: string;
}

export interface EffectOptions {
  /**
   * Rows scored ÷ rows trained on, n_validation/n_train, of one repeat. 0 for independent data in every repeat;
   * repeats that split the same rows anew share training rows, and their plain standard error is far too small.
   */
  readonly testFraction: number;
  /** Coverage of the interval (default .95). */
  readonly level?: number;
}

/** Mean and standard error √((1/n + testFraction) s²), s² the sample variance; testFraction 0 (default) is the textbook's s/√n. */
export function meanAndError(values: readonly number[], { testFraction = 0 } = {}): MeanAndError {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, se: Math.sqrt((1 / n + testFraction) * (squares / (n - 1))), n };
}

/**
 * The effect of a recipe from its paired differences, one a repeat (same seed, same split), by the corrected resampled t:
 * se = √((1/J + n_test/n_train) s²), t = d̄/se on J − 1 degrees of freedom. testFraction 0 is the ordinary paired t-test.
 * One repeat, equal differences or a missing score leave the interval NaN with a `note`; all differences exactly 0: [0, 0], p 1.
 * Nadeau & Bengio 2003, doi:10.1023/A:1024068626366.
 */
export function pairedEffect(differences: readonly number[], options: EffectOptions): Effect {
  const { testFraction, level = 0.95 } = options;
  if (!(testFraction >= 0) || !(level > 0 && level < 1))
    throw new RegularizeError({
      code: "E311",
      where: "pairedEffect",
      message: "pairedEffect: a setting is out of range",
      expected: "testFraction ≥ 0 and a level in (0, 1)",
      received: `testFraction ${testFraction}, level ${level}`,
    });
  const estimate = meanAndError(differences, { testFraction });
  const largest = Math.max(0, ...differences.map(Math.abs));
  if (largest === 0 && estimate.n > 1) return { ...estimate, low: 0, high: 0, p: 1 };
  const note = doubt(differences, estimate.se, largest);
  if (note !== undefined)
    return { ...estimate, se: Number.NaN, low: Number.NaN, high: Number.NaN, p: Number.NaN, note };
  const { mean, se, n } = estimate;
  const half = criticalT(level, n - 1) * se;
  return { ...estimate, low: mean - half, high: mean + half, p: twoSidedP(mean / se, n - 1) };
}

function doubt(differences: readonly number[], se: number, largest: number): string | undefined {
  const n = differences.length;
  const missing = differences.filter((d) => !Number.isFinite(d)).length;
  if (missing > 0) return `can't tell: ${missing} of ${n} repeats ${missing === 1 ? "has" : "have"} no score`;
  if (n < 2) return `can't tell: ${n === 1 ? "one repeat has" : "no repeats have"} no error to compare with`;
  // Equal differences of rounded scores differ in their last bits.
  if (se <= 1e-9 * largest) return "can't tell: every repeat gave the same difference, so its error is unknown";
  return undefined;
}
