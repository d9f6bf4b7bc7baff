import { normalTail } from "../normal.ts";

/** Midranks of |d| times two, so that ties stay whole numbers. */
function doubledRanks(sizes: readonly number[]): number[] {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sizes.map((size) => sorted.indexOf(size) + sorted.lastIndexOf(size) + 2);
}

/** P(W⁺ ≥ w) when each rank has either sign with probability ½, ranks and w doubled. */
function exactTail(ranks: readonly number[], w: number): number {
  const total = ranks.reduce((a, b) => a + b, 0);
  let ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of ranks) {
    const next = ways.map((count) => count / 2);
    for (let at = rank; at <= total; at++) next[at]! += ways[at - rank]! / 2;
    ways = next;
  }
  return Math.min(
    1,
    ways.subarray(w).reduce((a, b) => a + b, 0),
  );
}

function normalApproximation(ranks: readonly number[], w: number): number {
  const mean = ranks.reduce((a, b) => a + b, 0) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  return normalTail((w - mean) / Math.sqrt(variance));
}

/**
 * One-sided p of Wilcoxon's signed-rank test that paired differences lie above 0. Zeros are dropped; exact for up to 50 differences, ties
 * included (the distribution given their midranks), normal without continuity correction beyond. 1 without any difference.
 * Wilcoxon 1945, doi:10.2307/3001968.
 */
export function wilcoxonGreater(differences: readonly number[]): number {
  const nonZero = differences.filter((d) => d !== 0);
  if (nonZero.length === 0) return 1;
  const ranks = doubledRanks(nonZero.map(Math.abs));
  const w = ranks.reduce((sum, rank, i) => sum + (nonZero[i]! > 0 ? rank : 0), 0);
  return nonZero.length <= 50 ? exactTail(ranks, w) : normalApproximation(ranks, w);
}
