import { keyOf, randomOf } from "../../src/core/index.ts";

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/** median(a) / median(b) with its 95 % percentile bootstrap interval; rounds are drawn, so pairs stay together. */
export function ratioOfMedians(a: readonly number[], b: readonly number[]): Ratio {
  const random = randomOf(keyOf(7));
  const draws = Array.from({ length: RESAMPLES }, () => {
    const rounds = a.map(() => random.below(a.length));
    return median(rounds.map((r) => a[r]!)) / median(rounds.map((r) => b[r]!));
  }).toSorted((x, y) => x - y);
  const at = (q: number): number => draws[Math.round(q * (RESAMPLES - 1))]!;
  return { ratio: median(a) / median(b), low: at(0.025), high: at(0.975) };
}
