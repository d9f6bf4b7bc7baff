import { RegularizeError } from "../../../core/index.ts";
import type { Better } from "../../../train/best.ts";
import { meanAndError } from "../../statistics/index.ts";
import { ranked, signed } from "../study/settle.ts";
import type { Row } from "../study/types.ts";

export interface TopOptions {
  readonly better: Better;
  /** How many of the best (default 5). */
  readonly k?: number;
  /** Names of fixed trials that take part in any case, such as the untuned default. */
  readonly keep?: readonly string[];
}

/** Trials to run again on fresh seeds: the k best, and behind them those fixed ones that are compared in any case, even if given up for hopeless. */
export function topForRerun(rows: readonly Row[], { better, k = 5, keep = [] }: TopOptions): readonly Row[] {
  const kept = new Set(keep.map((name) => `fixed ${name}`));
  const top = ranked(rows, better);
  const pruned = rows.filter(({ state, source }) => state === "pruned" && kept.has(source));
  return [...top.filter(({ source }, rank) => rank < k || kept.has(source)), ...pruned];
}

/** A trial that was run again: its score in the search, and one score for each fresh seed or fold. */
export interface Rerun {
  readonly id: number;
  readonly score: number;
  readonly rerun: readonly number[];
}

export interface RerunRow {
  readonly id: number;
  readonly mean: number;
  /** Standard error of the mean. */
  readonly se: number;
  /** By how much the search flattered it: positive when the rerun is worse. */
  readonly flattered: number;
}

export interface Selection {
  readonly winner: RerunRow;
  /** Others that the reruns do not tell from the winner: their paired difference is within one standard error. */
  readonly ties: readonly number[];
  /** Best first. */
  readonly rows: readonly RerunRow[];
}

export interface SelectOptions {
  readonly better: Better;
  /** Rows scored ÷ rows trained on of one repeat, where repeats share rows (default 0: they do not). */
  readonly testFraction?: number;
}

/** The winner by scores that took no part in the search. All candidates were run on the same seeds, in the same order. */
export function selectByRerun(candidates: readonly Rerun[], { better, testFraction = 0 }: SelectOptions): Selection {
  const lengths = new Set(candidates.map(({ rerun }) => rerun.length));
  if (candidates.length === 0 || lengths.size > 1 || lengths.has(0))
    throw new RegularizeError({
      code: "E311",
      where: "selectByRerun",
      message: "selectByRerun needs candidates that were run on the same seeds",
      expected: "one score for each seed, at least one",
      received: candidates.map(({ rerun }) => rerun.length).join(", ") || "no candidates",
    });
  const order = candidates
    .map(({ id, score, rerun }) => {
      const { mean, se } = meanAndError(rerun, { testFraction });
      return { rerun, row: { id, mean, se, flattered: signed(better, mean) - signed(better, score) } };
    })
    .sort((a, b) => signed(better, a.row.mean) - signed(better, b.row.mean) || a.row.id - b.row.id);
  const [first, ...others] = order as [(typeof order)[0], ...typeof order];
  const ties = others.filter(({ rerun }) => {
    const { mean, se } = meanAndError(
      rerun.map((score, i) => signed(better, score) - signed(better, first.rerun[i]!)),
      { testFraction },
    );
    return !(mean > se);
  });
  return { winner: first.row, ties: ties.map(({ row }) => row.id), rows: order.map(({ row }) => row) };
}
