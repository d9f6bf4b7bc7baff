import { createRequire } from "node:module";

/** Loaded at the first use: importing these two costs about 100 ms, which `--help` must not pay. */
const load = createRequire(import.meta.url);
let functions: { cdf(t: number, df: number): number; quantile(p: number, df: number): number } | undefined;

function student(): NonNullable<typeof functions> {
  functions ??= {
    cdf: load("@stdlib/stats-base-dists-t-cdf") as (t: number, df: number) => number,
    quantile: load("@stdlib/stats-base-dists-t-quantile") as (p: number, df: number) => number,
  };
  return functions;
}

/** Two-sided p = 2 P(T ≥ |t|), T Student's t with `df` degrees of freedom. */
export const twoSidedP = (t: number, df: number): number => 2 * student().cdf(-Math.abs(t), df);

const inverses = new Map<string, number>();

/** The t with P(|T| ≤ t) = level: half-width, in standard errors, of an interval at that level. Remembered: the inverse is dear. */
export function criticalT(level: number, df: number): number {
  const key = `${level} ${df}`;
  const t = inverses.get(key) ?? student().quantile((1 + level) / 2, df);
  if (inverses.size < 10_000) inverses.set(key, t);
  return t;
}
