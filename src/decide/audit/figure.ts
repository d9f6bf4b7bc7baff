import { atMostZero, type Grouped, grouped } from "./boundedMean.ts";

/** What rows say of a mean or a ratio, and the 95 % interval that they allow. NaN where they say nothing. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of each side of an interval. */
const MISSED = 0.025;
const HALVINGS = 16;
const DOUBLINGS = 10;

export const UNKNOWN: Figure = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

/** Mean of values within [least, most], each of an independent row. */
export function meanFigure(rows: Iterable<number>, least: number, most: number): Figure {
  const of = grouped(rows);
  const value = meanOf(of);
  if (Number.isNaN(value)) return UNKNOWN;
  const less = (at: number): boolean => atMostZero(shifted(of, 1, -at), least - at) > MISSED;
  const more = (at: number): boolean => atMostZero(shifted(of, -1, at), at - most) > MISSED;
  return { value, low: edge(value, least, less), high: edge(value, most, more) };
}

/** P-value of "the mean is at most `limit`", for values of at least `least`. */
export const meanAtMost = (rows: Iterable<number>, limit: number, least: number): number =>
  atMostZero(shifted(grouped(rows), 1, -limit), least - limit);

/** Σ now / Σ before over rows that have both: `before` is 0 or 1, `now` within [0, 1]. */
export function ratioFigure(now: readonly number[], before: readonly number[]): Figure {
  const lost = grouped(now.filter((_, row) => before[row] === 0));
  const kept = grouped(now.filter((_, row) => before[row] !== 0));
  const total = before.reduce((sum, v) => sum + v, 0);
  if (total === 0) return UNKNOWN;
  const value = now.reduce((sum, v) => sum + v, 0) / total;
  const excess = (ratio: number, sign: number): Grouped => ({
    counts: [...lost.counts, ...kept.counts],
    values: [...lost.values, ...kept.values.map((v) => v - ratio)].map((v) => sign * v),
  });
  const less = (ratio: number): boolean => atMostZero(excess(ratio, 1), -ratio) > MISSED;
  const more = (ratio: number): boolean => atMostZero(excess(ratio, -1), -1) > MISSED;
  return { value, low: edge(value, 0, less), high: edge(value, boundAbove(value, more), more) };
}

const meanOf = ({ values, counts }: Grouped): number =>
  values.reduce((sum, v, i) => sum + v * counts[i]!, 0) / counts.reduce((sum, n) => sum + n, 0);

const shifted = ({ values, counts }: Grouped, factor: number, shift: number): Grouped => ({
  counts,
  values: values.map((v) => factor * v + shift),
});

/** A ratio that is not allowed any more, or 1024 times the value. */
function boundAbove(value: number, allowed: (at: number) => boolean): number {
  let bound = Math.max(1, value);
  for (let i = 0; i < DOUBLINGS && allowed(bound); i++) bound *= 2;
  return bound;
}

/** Where `allowed` ends on the way from a value that is allowed to a bound. */
function edge(inside: number, bound: number, allowed: (at: number) => boolean): number {
  if (allowed(bound)) return bound;
  let [near, far] = [inside, bound];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (near + far) / 2;
    if (allowed(middle)) near = middle;
    else far = middle;
  }
  return far;
}
