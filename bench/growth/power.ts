import { keyOf, randomOf } from "../../src/core/index.ts";

export interface Point {
  readonly size: number;
  readonly cost: number;
}

export interface Power {
  readonly exponent: number;
  readonly low: number;
  readonly high: number;
}

/** Of the upper sizes only: below, what is paid once hides the growth. */
const LARGEST = 3;
const RESAMPLES = 2000;

function slope(points: readonly Point[]): number {
  const x = points.map(({ size }) => Math.log(size));
  const y = points.map(({ cost }) => Math.log(cost));
  const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  const above = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0);
  return above / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

/** Least squares of log cost on log size over the three largest sizes; 95 % bootstrap interval over runs within each size. */
export function powerOf(points: readonly Point[]): Power {
  const sizes = [...new Set(points.map(({ size }) => size))].toSorted((a, b) => a - b).slice(-LARGEST);
  const groups = sizes.map((size) => points.filter((point) => point.size === size));
  const random = randomOf(keyOf(3));
  const draws = Array.from({ length: RESAMPLES }, () =>
    slope(groups.flatMap((group) => group.map(() => group[random.below(group.length)]!))),
  ).toSorted((a, b) => a - b);
  return { exponent: slope(groups.flat()), low: draws[49]!, high: draws[1949]! };
}
