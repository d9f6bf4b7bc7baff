import { wilcoxonGreater } from "./wilcoxon.ts";

/** Gives a trial up when it is worse than the best on the same folds, by a test at level p. */
export interface FoldPruning {
  /** Level of the one-sided test (default 0.1). */
  readonly p?: number;
  /** Folds that every trial gets (default 4: fewer can never reach p = 0.1). */
  readonly least?: number;
}

export const foldPruning = ({ p = 0.1, least = 4 }: FoldPruning = {}): Required<FoldPruning> => ({ p, least });

/**
 * Whether to give up, losses by fold, lower is better. The test alone could reject a trial whose mean is the better one: that one goes on.
 * @returns p of the test when it says so, otherwise undefined
 */
export function isHopeless(
  losses: readonly (number | undefined)[],
  best: readonly (number | undefined)[],
  { p, least }: Required<FoldPruning>,
): number | undefined {
  const differences = losses.flatMap((loss, fold) => {
    const other = best[fold];
    return loss === undefined || other === undefined ? [] : [loss - other];
  });
  if (differences.length < least || differences.reduce((a, b) => a + b, 0) <= 0) return undefined;
  const found = wilcoxonGreater(differences);
  return found < p ? found : undefined;
}
