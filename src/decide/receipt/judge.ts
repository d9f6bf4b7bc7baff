import { gain } from "../../train/best.ts";
import { criticalT } from "../statistics/student.ts";
import { type Effect, holm } from "../statistics/index.ts";
import { show } from "../wording.ts";
import type { JudgedEffect, Judging } from "./types.ts";

/** Probability of even one false claim in a receipt, all parts and pairs together. */
export const ALPHA = 0.05;
/** Of it, what the parts have where pairs may be looked at too; the pairs have the rest. */
export const PARTS_SHARE = 0.8;
/** With fewer repeats an interval is as long or as short as chance will have it: nobody is told to run so few. */
const FEWEST_REPEATS = 5;
/** Beyond this many repeats nobody goes. */
const MOST_REPEATS = 400;

/** Holm's adjustment within a family that has a share of α: compare with α itself. */
export const adjustedWithin = (pValues: readonly number[], share: number): number[] =>
  holm(pValues).map((p) => Math.min(1, p / share));

export function judged({ mean, se, low, high, p }: Effect, adjusted: number): JudgedEffect {
  return { mean, se, low, high, p, adjusted };
}

/** The least and the most that the 95 % interval allows an effect to be worth; more is better. */
export function worth(
  { low, high }: Pick<Effect, "low" | "high">,
  { metric: { better } }: Pick<Judging, "metric">,
): { readonly least: number; readonly most: number } {
  const ends = [gain(better, low, 0), gain(better, high, 0)];
  return { least: Math.min(...ends), most: Math.max(...ends) };
}

/** What is left of equal scores after subtraction is no effect. */
const ROUNDING = 1e-12;

/** `+.021 ± .004 AUC`: the half-width of the 95 % interval. */
export function told({ mean, low, high }: Pick<Effect, "mean" | "low" | "high">, { metric }: Pick<Judging, "metric">) {
  const half = (high - low) / 2;
  const size = Math.abs(mean) < ROUNDING ? "0" : `${mean > 0 ? "+" : ""}${show(mean)}`;
  return `${size}${Number.isFinite(half) ? ` ± ${show(half)}` : ""} ${metric.title}`;
}

/**
 * About how many repeats would tell, were the effect as large and the repeats as noisy as they seem: then it is beyond doubt at level α /
 * `tests`, or its interval ends within the margin. undefined: no number would, since repeats share their rows.
 */
export function enoughRepeats(
  { mean, se, n }: Pick<Effect, "mean" | "se" | "n">,
  { testFraction, margin, metric }: Judging,
  tests: number,
): number | undefined {
  const deviation = se / Math.sqrt(1 / n + testFraction);
  const gained = gain(metric.better, mean, 0);
  for (let repeats = Math.max(n + 1, FEWEST_REPEATS); repeats <= MOST_REPEATS; repeats = Math.ceil(repeats * 1.2)) {
    const error = deviation * Math.sqrt(1 / repeats + testFraction);
    const claims = Math.abs(mean) > error * criticalT(1 - (PARTS_SHARE * ALPHA) / tests, repeats - 1);
    if (claims || gained + error * criticalT(0.95, repeats - 1) <= margin) return repeats;
  }
  return undefined;
}
