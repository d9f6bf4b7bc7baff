/** Distinct values and how many rows have each: rows of few values are many alike. */
export interface Grouped {
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

const HALVINGS = 40;
const STEP = 0.08;
const MOST_NODES = 400;
const NEGLIGIBLE = 1e-16;

/** The distinct entries and their numbers. */
export function grouped(rows: Iterable<number>): Grouped {
  const counts = new Map<number, number>();
  for (const value of rows) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { values: [...counts.keys()], counts: [...counts.values()] };
}

/**
 * P-value of "the mean is at most 0" for independent rows, the lowest value possible being among them once more than it was
 * seen: for rows of two values this is the exact binomial test. For others that it never rejects too often is a conjecture
 * without a known counterexample; tests simulate it. Gaffke 2005; Learned-Miller & Thomas 2020, arXiv:1905.06208.
 */
export const atMostZero = ({ values, counts }: Grouped, lowest: number): number =>
  gammaTail({ values: [...values, lowest], counts: [...counts, 1] });

/**
 * P(Σ vᵢ Gᵢ ≤ 0) for independent Gᵢ ~ Gamma(countᵢ, 1), by the saddlepoint contour integral of exp K(s)/s with
 * K(s) = −Σ countᵢ ln(1 − s vᵢ): relative accuracy far into the tails.
 */
export function gammaTail({ values, counts }: Grouped): number {
  if (values.every((v) => v >= 0)) return values.every((v) => v === 0) ? 1 : 0;
  if (values.every((v) => v <= 0)) return 1;
  const mean = values.reduce((sum, v, i) => sum + v * counts[i]!, 0);
  return mean >= 0
    ? lowerTail(values, counts)
    : 1 -
        lowerTail(
          values.map((v) => -v),
          counts,
        );
}

/** The same where the mean is not negative, so that the saddlepoint is left of 0: at s = −t. */
function lowerTail(values: readonly number[], counts: readonly number[]): number {
  const t = saddlepoint(values, counts);
  const curvature = values.reduce((sum, v, i) => sum + counts[i]! * (v / (1 + t * v)) ** 2, 1 / (t * t));
  const width = 1 / Math.sqrt(curvature);
  const [top] = logIntegrand(values, counts, t, 0);
  let sum = 0.5 * width;
  for (let node = 1; node < MOST_NODES; node++) {
    const [size, turn] = logIntegrand(values, counts, t, width * Math.sinh(node * STEP));
    const term = Math.exp(size - top) * width * Math.cosh(node * STEP);
    sum += term * Math.cos(turn);
    if (term < NEGLIGIBLE * Math.abs(sum)) break;
  }
  return Math.min(1, (Math.exp(top) * sum * STEP) / Math.PI);
}

/** Where exp K(−t)/t is smallest: the root of Σ countᵢ vᵢ/(1 + t vᵢ) + 1/t, which falls from ∞ to −∞. */
function saddlepoint(values: readonly number[], counts: readonly number[]): number {
  let [low, high] = [0, -1 / Math.min(...values)];
  for (let i = 0; i < HALVINGS; i++) {
    const t = (low + high) / 2;
    const slope = values.reduce((sum, v, k) => sum + (counts[k]! * v) / (1 + t * v), 1 / t);
    if (slope > 0) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** ln of exp K(s)/−s at s = −t + iy: its real part and its angle. */
function logIntegrand(values: readonly number[], counts: readonly number[], t: number, y: number): [number, number] {
  let size = -0.5 * Math.log(t * t + y * y);
  let turn = Math.atan2(y, t);
  for (const [i, v] of values.entries()) {
    const real = 1 + t * v;
    size -= 0.5 * counts[i]! * Math.log(real * real + v * v * y * y);
    turn += counts[i]! * Math.atan2(v * y, real);
  }
  return [size, turn];
}
