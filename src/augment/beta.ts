import type { Random } from "../core/index.ts";

/** ln G for G ~ Gamma(shape, 1): Marsaglia & Tsang 2000, with ln G(shape) = ln G(shape + 1) + ln(u) / shape below 1. */
function logGamma(random: Random, shape: number): number {
  if (shape < 1) return logGamma(random, shape + 1) + Math.log(1 - random.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < z * z * 0.5 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/** A draw of Beta(a, b). Stable for shapes down to 1e-3: the ratio is taken of logarithms. */
export const betaOf = (random: Random, a: number, b: number): number =>
  1 / (1 + Math.exp(logGamma(random, b) - logGamma(random, a)));
