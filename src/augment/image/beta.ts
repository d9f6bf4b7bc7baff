import type { Random } from "../../core/index.ts";

/** log of a Gamma(shape, 1) number (Marsaglia & Tsang 2000): logarithms, as a shape of 0.01 underflows otherwise. */
function logGamma(random: Random, shape: number): number {
  if (shape < 1) return logGamma(random, shape + 1) + Math.log(1 - random.uniform()) / shape;
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/** A Beta(alpha, beta) number. */
export function betaOf(random: Random, alpha: number, beta: number): number {
  const [a, b] = [logGamma(random, alpha), logGamma(random, beta)];
  return 1 / (1 + Math.exp(b - a));
}

/** Weights that sum to 1, Dirichlet(alpha, …, alpha). */
export function dirichletOf(random: Random, alpha: number, count: number): readonly number[] {
  const logs = Array.from({ length: count }, () => logGamma(random, alpha));
  const most = Math.max(...logs);
  const parts = logs.map((v) => Math.exp(v - most));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((v) => v / sum);
}
