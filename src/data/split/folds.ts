import { fold, type Key } from "../../core/index.ts";
import { longInts, stretches } from "../../core/long.ts";
import { packUnits } from "./pack.ts";
import type { SplitPlan } from "./plan.ts";
import { splitShare } from "./split.ts";

/**
 * One split of repeated K-fold cross-validation: repeats 0 … K−1 are one round, whose validation rows together are all rows, each once; the
 * next K another. Shares of strata and units are kept as by `splitRows`; a stratum that would lack training rows stays with them.
 */
export function foldRows(
  rest: Int32Array,
  plan: SplitPlan,
  folds: number,
  key: Key,
  repeat: number,
): { readonly train: Int32Array; readonly validation: Int32Array } {
  const [round, index] = [Math.floor(repeat / folds), repeat % folds];
  let left = rest;
  for (let i = 0; i < index; i++) left = splitShare(left, 1 / (folds - i), plan, fold(key, "folds", round, i)).kept;
  const isLast = index === folds - 1;
  const off = isLast ? left : splitShare(left, 1 / (folds - index), plan, fold(key, "folds", round, index)).off;
  const validation = withoutLoneStrata(rest, off, plan);
  return { train: without(rest, validation), validation };
}

/** The rows that are not among some of them; both in ascending order. */
function without(rows: Int32Array, some: Int32Array): Int32Array {
  const left = longInts(rows.length - some.length);
  let [at, next] = [0, 0];
  for (const [from, to] of stretches(rows.length, 2))
    for (let i = from; i < to; i++)
      if (rows[i] === some[next]) next++;
      else left[at++] = rows[i]!;
  return left;
}

/** What is left for the last fold may hold all rows of a stratum: then these, with their units, go to training. */
function withoutLoneStrata(rest: Int32Array, off: Int32Array, { strata, units }: SplitPlan): Int32Array {
  if (strata === undefined) return off;
  const trained = new Set<number>();
  for (const row of without(rest, off)) trained.add(strata[row]!);
  const { unitAt } = packUnits(off, units);
  const lone = new Set<number>();
  for (const [i, row] of off.entries()) if (!trained.has(strata[row]!)) lone.add(unitAt[i]!);
  return lone.size === 0 ? off : off.filter((_, i) => !lone.has(unitAt[i]!));
}
