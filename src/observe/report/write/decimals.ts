/** How the scores of one table are written: by the command line and the report alike. */
export interface ScoreFormat {
  readonly decimals: number;
  /** `.816` instead of `0.816`. */
  readonly dropsZero: boolean;
}

/** Decimals that show so many digits of a number. The 1e-9 is for 1000, whose logarithm may come out just below 3. */
const decimalsFor = (size: number, digits: number): number => digits - 1 - Math.floor(Math.log10(size) + 1e-9);

const middle = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Classification: three decimals; regression: three digits of a usual score, in the user's units. Up to two more where the
 * standard errors are smaller than that, so that an error is seldom shown as zero. A recipe that went astray changes nothing.
 */
export function scoreFormat(
  scores: readonly number[],
  errors: readonly number[],
  isClassification: boolean,
): ScoreFormat {
  const sizes = scores.filter(Number.isFinite).map(Math.abs);
  const usual = middle(sizes) ?? 0;
  const dropsZero = isClassification || Math.max(...sizes, 0) <= 1;
  const base = isClassification || usual === 0 ? 3 : decimalsFor(usual === 1 ? 0.5 : usual, 3);
  const error = middle(errors.filter((e) => e > 0 && Number.isFinite(e)));
  const needed = error === undefined ? base : decimalsFor(error, 1);
  return { decimals: Math.min(9, Math.max(0, base, Math.min(needed, base + 2))), dropsZero };
}
