import { holm } from "../statistics/index.ts";
import { criticalT, twoSidedP } from "../statistics/student.ts";

/** Some rows of both sides, by their places: a class, a category, a range of a column. */
export interface SegmentRows {
  /** What is told: `good`, `40 … 52`. */
  readonly name: string;
  /** The column; the target for classes. */
  readonly by: string;
  readonly train: ArrayLike<number>;
  readonly validation: ArrayLike<number>;
}

/** Errors of rows, 0 is perfect: 1 for a wrong class, or distances. */
export interface RowErrors {
  readonly train: ArrayLike<number>;
  readonly validation: ArrayLike<number>;
  /** Errors are 0 or 1. */
  readonly areCounts: boolean;
}

/** How a segment overfits beside the rest. */
export interface Segment {
  readonly name: string;
  readonly by: string;
  readonly rows: { readonly train: number; readonly validation: number };
  /** Mean errors, and validation − training. */
  readonly train: number;
  readonly validation: number;
  readonly gap: number;
  /** The segment's gap − that of all other rows, with its 95 % interval, and p adjusted by Holm for all that were looked at. */
  readonly excess: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

export interface Segments {
  /** How many were large enough to be looked at. */
  readonly looked: number;
  /** Largest excess first. */
  readonly segments: readonly Segment[];
  /** Those that overfit more than the rest: adjusted p ≤ .05 and an excess above 0. */
  readonly worse: readonly Segment[];
}

/** Rows on either side that a segment, and what is beside it, must have at least. */
const FEWEST = 20;

interface Part {
  readonly n: number;
  readonly mean: number;
  /** Variance of the mean. */
  readonly variance: number;
}

/** Of counts by Agresti & Coull's added rows: a segment without a mistake has not an error of nothing. */
function partOf({ n, sum, squares }: Sums, areCounts: boolean): Part {
  const mean = sum / n;
  if (areCounts) {
    const p = (sum + 2) / (n + 4);
    return { n, mean, variance: (p * (1 - p)) / (n + 4) };
  }
  return { n, mean, variance: Math.max(0, (squares - n * mean ** 2) / (n - 1)) / n };
}

interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

function sumsOf(errors: ArrayLike<number>, rows?: ArrayLike<number>): Sums {
  const n = rows?.length ?? errors.length;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const error = errors[rows === undefined ? i : rows[i]!]!;
    sum += error;
    squares += error * error;
  }
  return { n, sum, squares };
}

const without = (all: Sums, part: Sums): Sums => ({
  n: all.n - part.n,
  sum: all.sum - part.sum,
  squares: all.squares - part.squares,
});

/**
 * Whether single segments overfit more than the rest: the difference of their gaps by Welch's t over the four means, its p adjusted
 * by Holm over every segment that was looked at, so that of data where all overfit alike one claim in 20 is false at most.
 * Segments with fewer than 20 rows on a side, and those that leave fewer, are not looked at.
 */
export function segmentGaps(rows: readonly SegmentRows[], errors: RowErrors): Segments {
  const all = { train: sumsOf(errors.train), validation: sumsOf(errors.validation) };
  const found = rows.flatMap((segment) => {
    const inside = {
      train: sumsOf(errors.train, segment.train),
      validation: sumsOf(errors.validation, segment.validation),
    };
    const sides = (["train", "validation"] as const).flatMap((side) => [
      inside[side],
      without(all[side], inside[side]),
    ]);
    if (sides.some(({ n }) => n < FEWEST)) return [];
    return [welch(segment, sides.map((sums) => partOf(sums, errors.areCounts)) as unknown as Sides)];
  });
  const adjusted = holm(found.map(({ p }) => p));
  const segments = found.map((segment, i) => ({ ...segment, p: adjusted[i]! })).sort((a, b) => b.excess - a.excess);
  return {
    looked: found.length,
    segments,
    worse: segments.filter(({ p, excess }) => p <= 0.05 && excess > 0).sort((a, b) => a.p - b.p),
  };
}

const widths = new Map<number, number>();

/** Of 95 % intervals, in standard errors; degrees of freedom are rounded down, and above 500 they make no difference. */
function halfWidth(df: number): number {
  const whole = Math.max(1, Math.min(500, Math.floor(df)));
  const known = widths.get(whole) ?? criticalT(0.95, whole);
  widths.set(whole, known);
  return known;
}

/** Training inside, beside; validation inside, beside. */
type Sides = readonly [Part, Part, Part, Part];

function welch({ name, by }: SegmentRows, sides: Sides): Segment {
  const [train, trainRest, validation, validationRest] = sides;
  const gap = validation.mean - train.mean;
  const excess = gap - (validationRest.mean - trainRest.mean);
  const variance = sides.reduce((sum, part) => sum + part.variance, 0);
  const error = Math.sqrt(variance);
  const df = variance ** 2 / sides.reduce((sum, part) => sum + part.variance ** 2 / (part.n - 1), 0);
  const half = error === 0 ? 0 : halfWidth(df) * error;
  return {
    ...{ name, by, rows: { train: train.n, validation: validation.n } },
    ...{ train: train.mean, validation: validation.mean, gap, excess, low: excess - half, high: excess + half },
    p: error === 0 ? 1 : twoSidedP(excess / error, df),
  };
}
